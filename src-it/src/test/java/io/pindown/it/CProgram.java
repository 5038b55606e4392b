package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Small programs and libraries in C, resources of the tests, that gcc makes here. */
final class CProgram {
  private CProgram() {}

  /**
   * Makes {@code NAME.c} a program or, with {@code -shared}, a library.
   *
   * @param file what it is to be called
   * @return null if it cannot be made
   */
  static synchronized Path build(String name, String file, String... flags) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "it", "c").toAbsolutePath());
    Path source = folder.resolve(name + ".c");
    try (InputStream in = CProgram.class.getResourceAsStream("/" + name + ".c")) {
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path made = folder.resolve(file);
    List<String> command = new ArrayList<>(List.of("gcc", "-O"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-o", made.toString(), source.toString()));
    try {
      Process gcc = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve(name + ".txt").toFile()).start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS)) {
        gcc.destroyForcibly();
        return null;
      }
      return gcc.exitValue() == 0 ? made : null;
    } catch (IOException e) {
      return null; // no gcc
    }
  }

  /** {@link #build}, or skips the test with a line that says so, where {@code -Dit.require} does not name gcc. */
  static Path buildOrSkip(String name, String file, String... flags) throws IOException, InterruptedException {
    Path made = build(name, file, flags);
    if (made == null) {
      System.out.println("SKIPPED: no gcc here, or it cannot build " + name);
      assertThat(System.getProperty("it.require", "")).doesNotContain("gcc");
      Assumptions.abort("no gcc");
    }
    return made;
  }
}
