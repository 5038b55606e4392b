package io.pindown.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many bytes this process may lock: RLIMIT_MEMLOCK, unless it has the capability that lifts it. */
final class MemlockLimit {
  private static final int CAP_IPC_LOCK = 14;

  private MemlockLimit() {}

  /**
   * Seven eighths of the soft limit, which leaves something for others in the process; half of the machine's memory if there is no
   * limit, or none that is known.
   */
  static long defaultMaxBytes() {
    try {
      long limit = softLimit(Files.readAllLines(Path.of("/proc/self/limits")));
      if (limit >= 0 && !mayExceed(Files.readAllLines(Path.of("/proc/self/status")))) {
        return limit / 8 * 7;
      }
      return memory(Files.readAllLines(Path.of("/proc/meminfo"))) / 2;
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // no such files: not Linux, no such limit
    }
  }

  /** Bytes, or -1 for unlimited or unknown. */
  static long softLimit(List<String> limits) {
    for (String line : limits) {
      if (line.startsWith("Max locked memory")) {
        String soft = line.substring("Max locked memory".length()).strip().split("\\s+")[0];
        return soft.equals("unlimited") ? -1 : Long.parseLong(soft);
      }
    }
    return -1;
  }

  static boolean mayExceed(List<String> status) {
    for (String line : status) {
      if (line.startsWith("CapEff:")) {
        return (Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16) & 1L << CAP_IPC_LOCK) != 0;
      }
    }
    return false;
  }

  private static long memory(List<String> meminfo) {
    for (String line : meminfo) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.substring("MemTotal:".length()).strip().split("\\s+")[0]) * 1024;
      }
    }
    return Long.MAX_VALUE;
  }
}
