package io.pindown.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What {@code /proc/PID} tells of a process, without touching it. Each question is asked anew; one of a process that has ended throws. */
final class ProcessFiles {
  private static final Path PROC = Path.of("/proc");
  private static final String LIBRARY = "/libjvm.so";

  private final long pid;
  private final Path folder;

  ProcessFiles(long pid) {
    this.pid = pid;
    this.folder = PROC.resolve(Long.toString(pid));
  }

  long pid() {
    return pid;
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  UserPrincipal owner() throws IOException {
    return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** A line of {@code status}, as {@code State} or {@code SigCgt}; empty if there is none. */
  String status(String key) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(key + ":")) {
        return line.substring(key.length() + 1).strip();
      }
    }
    return "";
  }

  /** Stopped by a signal or a debugger. */
  boolean isStopped() throws IOException {
    String state = status("State");
    return state.startsWith("T") || state.startsWith("t");
  }

  boolean hasEnded() {
    try {
      return !exists() || status("State").startsWith("Z") || status("State").startsWith("X");
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether it catches SIGQUIT, as a JVM does that can be attached to; others die of it. */
  boolean catchesQuit() throws IOException {
    return (Long.parseUnsignedLong(status("SigCgt"), 16) >>> 2 & 1L) != 0L;
  }

  /** The JVM that runs in it, as it is mapped; null if none is. The path is as the process sees it. */
  Path library() throws IOException {
    for (String line : Files.readAllLines(folder.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      int path = line.indexOf('/');
      String name = path < 0 ? "" : line.substring(path);
      int deleted = name.indexOf(" (deleted)");
      name = deleted < 0 ? name : name.substring(0, deleted);
      if (name.endsWith(LIBRARY)) {
        return Path.of(name);
      }
    }
    return null;
  }

  /** The words of the command line. */
  List<String> commandLine() throws IOException {
    return words("cmdline");
  }

  /** A variable of the environment that it was started with; empty if there is none. */
  String environment(String name) throws IOException {
    for (String each : words("environ")) {
      if (each.startsWith(name + "=")) {
        return each.substring(name.length() + 1);
      }
    }
    return "";
  }

  private List<String> words(String file) throws IOException {
    String text = new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
    return text.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(text.split("\0", -1)).subList(0, (int) text.chars().filter(c -> c == 0).count()));
  }

  /** Whether it sees the same files under the same names as this process. */
  boolean sharesFiles() throws IOException {
    Path self = PROC.resolve("self");
    Path root = Path.of("root");
    Path mounts = Path.of("ns/mnt");
    return link(self.resolve(mounts)).equals(link(folder.resolve(mounts))) && link(self.resolve(root)).equals(link(folder.resolve(root)));
  }

  private static String link(Path path) throws IOException {
    return Files.readSymbolicLink(path).toString();
  }

  /** Where this process finds what that one has at an absolute path. */
  Path seen(Path inside) throws IOException {
    return sharesFiles() ? inside : folder.resolve("root").resolve(inside.toString().substring(1));
  }

  /** Paths of the files that it has open whose names end so, as it sees them. */
  Set<Path> open(String suffix) throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("fd"))) {
      for (Path file : files) {
        try {
          String name = link(file);
          if (name.startsWith("/") && name.endsWith(suffix)) {
            found.add(Path.of(name));
          }
        } catch (NoSuchFileException closed) {
          // meanwhile
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** Whether a user of this process's is somebody in the namespace of users in which that one runs. */
  boolean knowsUser(int user) throws IOException {
    Path users = Path.of("ns/user");
    return link(PROC.resolve("self").resolve(users)).equals(link(folder.resolve(users))) || maps(Files.readAllLines(folder.resolve("uid_map")), user);
  }

  /** @param map lines of three numbers: the first user inside, the first one here, how many */
  static boolean maps(List<String> map, int user) {
    for (String line : map) {
      String[] numbers = line.strip().split("\\s+");
      long first = Long.parseLong(numbers[1]);
      if (user >= first && user < first + Long.parseLong(numbers[2])) {
        return true;
      }
    }
    return false;
  }

  /** Soft limit of locked memory in bytes, {@link Long#MAX_VALUE} for none. */
  long memlock() throws IOException {
    for (String line : Files.readAllLines(folder.resolve("limits"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("Max locked memory")) {
        String soft = line.substring("Max locked memory".length()).strip().split("\\s+")[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return Long.MAX_VALUE;
  }

  /** A size of {@code status} that is given in kB, in bytes; 0 if there is none. */
  long bytes(String key) throws IOException {
    String value = status(key);
    return value.endsWith(" kB") ? Long.parseLong(value.substring(0, value.length() - 3)) << 10 : 0L;
  }
}
