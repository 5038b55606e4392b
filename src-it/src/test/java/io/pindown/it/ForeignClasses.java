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
 * The FFM programs for 21, and {@code nic}: its preview of the API has all they use, but class files for 22 do not run there and those of
 * a preview run on one release only. So JDK 21's own compiler makes them once more from the same sources. The few methods that JEP 454
 * renamed after the preview, and that {@code nic} calls, are called by their older names.
 */
final class ForeignClasses {
  private static final Path PROGRAMS = Path.of("src/main/java22/io/pindown/it").toAbsolutePath();
  /** Folders of which all programs run on 21, and the programs that do of the folder where some use more of {@code nic}. */
  private static final List<String> FOR_21 =
      List.of("foreign", "soak/foreign", "wire/Wire.java", "wire/FileWire.java", "wire/SocketWire.java", "wire/UringNic.java");
  private static final Path NIC = Path.of("../nic/src/main/java").toAbsolutePath().normalize();
  /** How the preview has what nic calls, in pairs: the final form, the preview's. */
  private static final List<String> OLDER = List.of(
      ".allocateFrom(JAVA_INT,", ".allocate(JAVA_INT,",
      ".allocateFrom(", ".allocateUtf8String(",
      ".getString(", ".getUtf8String(",
      "JAVA_INT.varHandle()", "java.lang.invoke.MethodHandles.memorySegmentViewVarHandle(JAVA_INT)",
      "errno$VH.get(state, 0L)", "errno$VH.get(state)");
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
    try {
      Files.createDirectories(output);
      for (String programs : FOR_21) {
        sources(PROGRAMS.resolve(programs)).map(Path::toString).forEach(command::add);
      }
      nicForPreview(output.resolveSibling("nic-sources-21")).map(Path::toString).forEach(command::add);
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

  private static Stream<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    }
  }

  /** Copies of the sources of {@code nic}, as the preview has it. */
  private static Stream<Path> nicForPreview(Path copies) throws IOException {
    List<Path> copied = new ArrayList<>();
    for (Path source : sources(NIC).toList()) {
      Path copy = copies.resolve(NIC.relativize(source));
      Files.createDirectories(copy.getParent());
      String text = Files.readString(source);
      for (int i = 0; i < OLDER.size(); i += 2) {
        text = text.replace(OLDER.get(i), OLDER.get(i + 1));
      }
      Files.writeString(copy, text);
      copied.add(copy);
    }
    return copied.stream();
  }
}
