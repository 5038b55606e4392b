package io.pindown.nic.uring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What of the system decides whether io_uring works, as far as /proc tells it; unknown values are null.
 *
 * @param release of the kernel
 * @param disabled kernel.io_uring_disabled, 0 to 2; the kernel has it since 6.6
 * @param group kernel.io_uring_group, a group number, -1 for none
 * @param seccomp mode of the calling thread: 0 none, 1 strict, 2 filter
 * @param memlock soft RLIMIT_MEMLOCK, as in /proc/self/limits: bytes, or "unlimited"
 * @param openFiles soft RLIMIT_NOFILE
 */
record KernelSettings(String release, String disabled, String group, String seccomp, String memlock, String openFiles) {

  static KernelSettings read() {
    return new KernelSettings(
        firstLine("/proc/sys/kernel/osrelease"),
        firstLine("/proc/sys/kernel/io_uring_disabled"),
        firstLine("/proc/sys/kernel/io_uring_group"),
        field("/proc/thread-self/status", "Seccomp:"),
        field("/proc/self/limits", "Max locked memory"),
        field("/proc/self/limits", "Max open files"));
  }

  private static String firstLine(String file) {
    return field(file, "");
  }

  /** The first word after {@code start} in the line that starts so. */
  private static String field(String file, String start) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()).strip().split("\\s+")[0])
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
