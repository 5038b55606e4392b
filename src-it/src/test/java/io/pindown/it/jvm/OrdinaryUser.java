package io.pindown.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts JVMs with a limit on locked memory and without the capability that lifts it: as the user nobody if the tests run as root, else as
 * whoever runs them. By prlimit and setpriv of util-linux, in a {@code java} that is a script.
 */
public final class OrdinaryUser {
  private static final String NOBODY = "65534";
  private static final String WORLD = "rwxrwxrwx";

  private final Jdk real;
  private final long memlock;

  /** @param memlock RLIMIT_MEMLOCK in bytes, soft and hard */
  public OrdinaryUser(Jdk real, long memlock) {
    this.real = real;
    this.memlock = memlock;
  }

  private List<String> prefix() {
    List<String> words = new ArrayList<>(List.of("prlimit", "--memlock=" + memlock + ":" + memlock));
    if ("root".equals(System.getProperty("user.name"))) {
      words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--inh-caps=-all"));
    }
    return words;
  }

  /** A JDK that is the real one but for who runs it. */
  public Jdk jdk() {
    Path bin = Path.of("target", "it", "ordinary-user", real.toString(), "bin").toAbsolutePath();
    try {
      Files.createDirectories(bin);
      Path java = bin.resolve("java");
      Files.writeString(java, "#!/bin/sh\nexec " + String.join(" ", prefix()) + " " + real.tool("java") + " \"$@\"\n");
      Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path jcmd = bin.resolve("jcmd");
      Files.deleteIfExists(jcmd);
      Files.createSymbolicLink(jcmd, real.tool("jcmd"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Jdk(bin.getParent(), real.feature());
  }

  /**
   * Why that user could not run a JVM with these files here, or null.
   *
   * @param folder made if it is missing, and made writable for everybody
   */
  public String obstacle(Path folder, List<Path> read) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(WORLD));
      String checks = read.stream().map(path -> "test -r " + path + " || echo cannot read " + path).collect(Collectors.joining("\n"));
      List<String> command = new ArrayList<>(prefix());
      command.addAll(List.of("sh", "-c", checks + "\ntest -w " + folder + " || echo cannot write " + folder));
      Path output = folder.resolve("obstacle.txt");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return String.join(" ", command) + " does not end";
      }
      String said = Files.readString(output).strip();
      return process.exitValue() == 0 && said.isEmpty() ? null : String.join(" ", prefix()) + ": " + said;
    } catch (IOException e) {
      return e.getMessage(); // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
