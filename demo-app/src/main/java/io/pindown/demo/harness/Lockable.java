package io.pindown.demo.harness;

import io.pindown.demo.measure.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How much memory this process may lock, which is how much it may register. */
final class Lockable {
  private static final int CAP_IPC_LOCK = 14;

  private Lockable() {
  }

  /** Why so many bytes cannot be locked, and what to do about it; empty when they can. */
  static Optional<String> objection(long bytes) {
    try {
      return objection(bytes, Files.readAllLines(Path.of("/proc/self/status")), Files.readAllLines(Path.of("/proc/self/limits")));
    } catch (IOException unreadable) {
      // Without /proc nothing is known; registering will tell.
      return Optional.empty();
    }
  }

  static Optional<String> objection(long bytes, List<String> status, List<String> limits) {
    boolean privileged = field(status, "CapEff:", 1).map(mask -> (Long.parseUnsignedLong(mask, 16) >> CAP_IPC_LOCK & 1) == 1)
        .orElse(false);
    String limit = field(limits, "Max locked memory", 3).orElse("unlimited");
    if (privileged || limit.equals("unlimited") || Long.parseLong(limit) >= bytes) {
      return Optional.empty();
    }
    return Optional.of("This user may lock " + Size.label(Long.parseLong(limit)) + " of memory (RLIMIT_MEMLOCK), and the demonstration"
        + " registers up to " + Size.label(bytes) + ".\nRaise the limit, 'ulimit -l " + bytes / Size.KIB
        + "' as root or a memlock line in /etc/security/limits.conf, or run it with CAP_IPC_LOCK.");
  }

  private static Optional<String> field(List<String> lines, String start, int column) {
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().map(line -> line.split("\\s+")[column]);
  }
}
