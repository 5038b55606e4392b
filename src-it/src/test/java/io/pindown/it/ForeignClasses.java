package io.pindown.it;

import io.pindown.it.app.PathsApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.Places;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The FFM programs for 21: its preview of the API has all they use, but class files for 22 do not run there and those of a preview
 * run on one release only. So JDK 21's own compiler makes them once more from the same sources.
 */
final class ForeignClasses {
  private static final Path SOURCES = Path.of("src/main/java22/io/pindown/it/foreign").toAbsolutePath();
  private static Path compiled;

  private ForeignClasses() {}

  static synchronized Path for21(Jdk jdk) {
    if (compiled == null) {
      compiled = compile(jdk, Path.of("target/it/foreign-classes-21").toAbsolutePath());
    }
    return compiled;
  }

  private static Path compile(Jdk jdk, Path output) {
    List<String> command = new ArrayList<>(List.of(jdk.tool("javac").toString(), "--release", "21", "--enable-preview", "-nowarn", "-d"));
    command.addAll(List.of(output.toString(), "-cp", Places.of(PathsApp.class) + ":" + Places.of(AddressSpace.class)));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      Files.createDirectories(output);
      sources.map(Path::toString).forEach(command::add);
      Path log = output.resolveSibling("foreign-classes-21.txt");
      Process javac = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!javac.waitFor(60, TimeUnit.SECONDS) || javac.exitValue() != 0) {
        javac.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + "\n" + Files.readString(log));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
