package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A JDK whose {@code java} may not use userfaultfd: by a small program, {@code deny-userfaultfd.c}, that gcc makes here. */
final class SeccompLauncher {
  private static final String NAME = "deny-userfaultfd";

  private SeccompLauncher() {}

  /** The program, or null if it cannot be made. */
  static synchronized Path build() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "it", "seccomp").toAbsolutePath());
    Path source = folder.resolve(NAME + ".c");
    try (InputStream in = SeccompLauncher.class.getResourceAsStream("/" + NAME + ".c")) {
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path program = folder.resolve(NAME);
    try {
      Process gcc =
          new ProcessBuilder("gcc", "-O", "-o", program.toString(), source.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("gcc.txt").toFile())
              .start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS)) {
        gcc.destroyForcibly();
        return null;
      }
      return gcc.exitValue() == 0 ? program : null;
    } catch (IOException e) {
      return null; // no gcc
    }
  }

  static Jdk jdk(Jdk real, Path launcher) throws IOException {
    Path bin = Files.createDirectories(Path.of("target", "it", "seccomp", real.toString(), "bin").toAbsolutePath());
    Path java = bin.resolve("java");
    Files.writeString(java, "#!/bin/sh\nexec " + launcher + " " + real.tool("java") + " \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jcmd = bin.resolve("jcmd");
    Files.deleteIfExists(jcmd);
    Files.createSymbolicLink(jcmd, real.tool("jcmd"));
    return new Jdk(bin.getParent(), real.feature());
  }
}
