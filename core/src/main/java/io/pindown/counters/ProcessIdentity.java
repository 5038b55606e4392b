package io.pindown.counters;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What tells a process from all others of this machine, as long as it runs.
 *
 * @param pid its number, as its own namespace has it
 * @param start when it was started, in clock ticks since the machine was
 * @param namespace number of the namespace of process ids
 */
public record ProcessIdentity(long pid, long start, long namespace) {
  private static final Path PROC = Path.of("/proc");
  private static final int MOST_STAT = 1 << 16;

  /** This process. */
  static ProcessIdentity own() throws IOException {
    long pid = ProcessHandle.current().pid();
    return new ProcessIdentity(pid, start(PROC.resolve("self")), namespaceNow());
  }

  private static long namespaceNow() throws IOException {
    String link = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString(); // pid:[number]
    return Long.parseLong(link.substring(link.indexOf('[') + 1, link.length() - 1));
  }

  /** All of a file but what is behind {@code most} bytes, past the NIO channels: these would leave a direct buffer with the thread, which a cache's own one keeps as long as the cache lives. */
  static byte[] read(Path file, int most) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return in.readNBytes(most);
    } catch (FileNotFoundException e) {
      if (Files.notExists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      throw e;
    }
  }

  /**
   * When the process of a folder of {@code /proc} was started.
   *
   * @throws NoSuchFileException if there is no such process
   */
  public static long start(Path folder) throws IOException {
    String stat = new String(read(folder.resolve("stat"), MOST_STAT), StandardCharsets.ISO_8859_1);
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
  }

  /** Whether a process of this namespace runs; false also of another one with its number. */
  boolean runs() throws IOException {
    try {
      return start(PROC.resolve(Long.toString(pid))) == start;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
