package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A JDK whose {@code java} may not use userfaultfd: by a small program, {@code deny-userfaultfd.c}, that gcc makes here. */
final class SeccompLauncher {
  private static final String NAME = "deny-userfaultfd";

  private SeccompLauncher() {}

  /** The program, or null if it cannot be made. */
  static Path build() throws IOException, InterruptedException {
    return CProgram.build(NAME, NAME);
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
