package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.Places;
import io.pindown.it.world.Trial;
import io.pindown.registry.AddressSpace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs that use libraries of others. Their jars are named in {@code libraries/<name>/target/class-path.txt} and on no class path of
 * this build, so that two versions of one can be there; each JDK compiles the programs against the jars that it then runs them with.
 */
final class LibraryPrograms {
  private static final Path SOURCES = Path.of("src/world").toAbsolutePath();
  private static final Path LIBRARIES = Path.of("../libraries").toAbsolutePath().normalize();

  private LibraryPrograms() {}

  /** Whether a library's jars have been fetched: {@code -Preal-world} fetches those that the default build does not. */
  static boolean isThere(String library) {
    return Files.exists(classPath(library));
  }

  private static Path classPath(String library) {
    return LIBRARIES.resolve(library).resolve("target/class-path.txt");
  }

  private static List<Path> jars(String library) {
    try {
      return Stream.of(Files.readString(classPath(library)).strip().split(File.pathSeparator)).map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The library's jars and its programs added to a command line. */
  static JvmBuilder with(JvmBuilder builder, Jdk jdk, String library, List<String> sources) {
    List<Path> jars = jars(library);
    return builder.classPath(compiled(jdk, library, sources, jars)).classPath(jars.toArray(Path[]::new));
  }

  private static synchronized Path compiled(Jdk jdk, String library, List<String> sources, List<Path> jars) {
    Path output = Path.of("target", "it", "world", "classes", library + "-" + jdk + "-" + String.join("+", sources)).toAbsolutePath();
    Path done = output.resolve("done");
    List<Path> files = sources.stream().flatMap(folder -> sources(SOURCES.resolve(folder)).stream()).toList();
    if (Files.exists(done) && files.stream().allMatch(file -> isOlder(file, done))) {
      return output;
    }
    List<String> command = new ArrayList<>(List.of(jdk.tool("javac").toString(), "-nowarn", "-proc:none", "-d", output.toString(), "-cp"));
    command.add(Stream.concat(Stream.of(Places.of(Trial.class), Places.of(AddressSpace.class)), jars.stream())
        .map(Path::toString).collect(Collectors.joining(":")));
    files.forEach(file -> command.add(file.toString()));
    try {
      Files.createDirectories(output);
      Path log = output.resolveSibling(output.getFileName() + ".txt");
      Process javac = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!javac.waitFor(120, TimeUnit.SECONDS) || javac.exitValue() != 0) {
        javac.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + "\n" + Files.readString(log));
      }
      Files.writeString(done, "");
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOlder(Path file, Path done) {
    try {
      return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(done)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
