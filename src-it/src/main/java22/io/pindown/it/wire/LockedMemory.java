package io.pindown.it.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of this process's locked memory, in bytes. */
final class LockedMemory {
  private static final long KIB = 1024;

  private LockedMemory() {}

  /** Soft RLIMIT_MEMLOCK; -1 if there is none. */
  static long limit() {
    String value = field("/proc/self/limits", "Max locked memory");
    return value.equals("unlimited") ? -1 : Long.parseLong(value);
  }

  /** Pinned for devices by this process: what an io_uring has registered. */
  static long pinned() {
    return Long.parseLong(field("/proc/self/status", "VmPin:")) * KIB;
  }

  /** Whether a capability lifts the limit. */
  static boolean unlimited() {
    return (Long.parseUnsignedLong(field("/proc/self/status", "CapEff:"), 16) & 1 << 14) != 0; // CAP_IPC_LOCK
  }

  /** The first word after {@code start} in the line that starts so. */
  private static String field(String file, String start) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()).strip().split("\\s+")[0])
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(file + " has no line " + start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
