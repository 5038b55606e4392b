package io.pindown.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many bytes this process may lock: RLIMIT_MEMLOCK, unless it has the capability that lifts it. */
public final class MemlockLimit {
  private static final int CAP_IPC_LOCK = 14;

  private MemlockLimit() {}

  /** RLIMIT_MEMLOCK of this process in bytes; -1 if there is none, none is known, or a capability lifts it. */
  public static long current() {
    try {
      return mayExceed(Files.readAllLines(Path.of("/proc/self/status"))) ? -1 : softLimit(Files.readAllLines(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return -1;
    }
  }

  /**
   * Seven eighths of the soft limit, which leaves something for others in the process, 1 at least; half of the machine's memory if there
   * is no limit, or none that is known.
   */
  static long defaultMaxBytes() {
    try {
      long limit = softLimit(Files.readAllLines(Path.of("/proc/self/limits")));
      if (limit >= 0 && !mayExceed(Files.readAllLines(Path.of("/proc/self/status")))) {
        return share(limit);
      }
      return memory(Files.readAllLines(Path.of("/proc/meminfo"))) / 2;
    } catch (IOException e) {
      return Long.MAX_VALUE; // no such files: not Linux, no such limit
    }
  }

  /** What of a limit is ours. */
  static long share(long limit) {
    return Math.max(1, limit - limit / 8);
  }

  /** Bytes, or -1 for unlimited or unknown. */
  static long softLimit(List<String> limits) {
    for (String line : limits) {
      if (line.startsWith("Max locked memory")) {
        return number(line.substring("Max locked memory".length()));
      }
    }
    return -1;
  }

  static boolean mayExceed(List<String> status) {
    for (String line : status) {
      if (line.startsWith("CapEff:")) {
        try {
          return (Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16) & 1L << CAP_IPC_LOCK) != 0;
        } catch (NumberFormatException e) {
          return false;
        }
      }
    }
    return false;
  }

  /** Bytes, or the largest number if that is unknown. */
  static long memory(List<String> meminfo) {
    for (String line : meminfo) {
      if (line.startsWith("MemTotal:")) {
        long kib = number(line.substring("MemTotal:".length()));
        return kib > 0 && kib < Long.MAX_VALUE / 1024 ? kib * 1024 : Long.MAX_VALUE;
      }
    }
    return Long.MAX_VALUE;
  }

  /** The first word of a text as a number, or -1 if it is none, as "unlimited". */
  private static long number(String text) {
    try {
      return Math.max(-1, Long.parseLong(text.strip().split("\\s+")[0]));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
