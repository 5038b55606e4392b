package io.pindown.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A shared library that gcc makes of a source among the tests' resources. */
final class CLibrary {
  private CLibrary() {}

  /**
   * Builds {@code lib<name>.so} in a folder, from {@code source}. Where there is no gcc, the calling test is skipped with the
   * cause, or fails under {@code -Dit.require=gcc}.
   */
  static synchronized Path build(String name, String where, String source, String... flags) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "it", "native", where).toAbsolutePath());
      for (String file : List.of(source, "native-counts.h")) {
        try (InputStream in = CLibrary.class.getResourceAsStream("/" + file)) {
          Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Path library = folder.resolve("lib" + name + ".so");
      List<String> command = new ArrayList<>(List.of("gcc", "-O", "-shared", "-fPIC", "-o", library.toString()));
      command.add(folder.resolve(source).toString());
      command.addAll(List.of(flags)); // libraries come after what needs them
      Path log = folder.resolve("gcc.txt");
      Process gcc = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        gcc.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + "\n" + Files.readString(log));
      }
      return library;
    } catch (IOException e) {
      String cause = "no gcc, so nothing counts what is registered: " + e.getMessage();
      System.out.println(cause);
      if (System.getProperty("it.require", "").contains("gcc")) {
        throw new UncheckedIOException(e);
      }
      return Assumptions.abort(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
