package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import java.util.List;

/** Why io_uring cannot be used here, in words that name the setting to change. Pure functions. */
final class Refusal {
  private static final String SECCOMP_REMEDY =
      "a seccomp filter is active (Seccomp: 2 in /proc/PID/status), as in containers by default: allow io_uring_setup, io_uring_enter and"
          + " io_uring_register in its profile (docker run --security-opt seccomp=PROFILE)";

  private Refusal() {}

  static String otherSystem(String system) {
    return "io_uring is a part of Linux; this is " + system;
  }

  static String missingFeatures(int features, KernelSettings settings) {
    return "kernel " + settings.release() + " has io_uring features 0x" + Integer.toHexString(features) + ", of which 0x"
        + Integer.toHexString(RingMemory.NEEDED_FEATURES & ~features) + " is missing: Linux 6.0 or later is needed";
  }

  static String missingOperations(List<String> operations, KernelSettings settings) {
    return "kernel " + settings.release() + " lacks the io_uring operations " + String.join(", ", operations)
        + ": Linux 6.0 or later is needed, or a sandbox restricts the ring";
  }

  /** Why {@code call} failed with {@code errno}. */
  static String explain(String call, int errno, KernelSettings settings) {
    return call + " failed with " + Errno.name(errno) + ": " + reason(errno, settings);
  }

  private static String reason(int errno, KernelSettings settings) {
    return switch (errno) {
      case Errno.ENOSYS ->
          filtered(settings)
              ? SECCOMP_REMEDY
              : "kernel " + settings.release() + " has no io_uring: Linux 6.0 or later, built with CONFIG_IO_URING, is needed";
      case Errno.EPERM, Errno.EACCES -> forbidden(settings);
      case Errno.ENOMEM ->
          "no memory, or over RLIMIT_MEMLOCK, which is " + settings.memlock() + " (ulimit -l, LimitMEMLOCK=)";
      case Errno.EMFILE -> "too many open files; RLIMIT_NOFILE is " + settings.openFiles() + " (ulimit -n, LimitNOFILE=)";
      case Errno.ENFILE -> "too many open files in the system; the limit is fs.file-max";
      case Errno.EINVAL -> "kernel " + settings.release() + " does not know what it was asked for: Linux 6.0 or later is needed";
      default -> Errno.describe(errno);
    };
  }

  private static String forbidden(KernelSettings settings) {
    if ("2".equals(settings.disabled())) {
      return "kernel.io_uring_disabled = 2 forbids it to everybody (sysctl kernel.io_uring_disabled=0 allows it)";
    }
    if ("1".equals(settings.disabled())) {
      String group = settings.group();
      return "kernel.io_uring_disabled = 1 allows it only to processes with CAP_SYS_ADMIN and to members of the group of"
          + " kernel.io_uring_group, which is "
          + (group == null || group.equals("-1") ? "not set" : group)
          + " (sysctl kernel.io_uring_disabled=0 allows it to all)";
    }
    if (filtered(settings)) {
      return SECCOMP_REMEDY;
    }
    return "kernel.io_uring_disabled is " + (settings.disabled() == null ? "not there" : settings.disabled())
        + " and no seccomp filter is active, so a security module (SELinux, AppArmor) forbids it";
  }

  private static boolean filtered(KernelSettings settings) {
    return "2".equals(settings.seccomp());
  }
}
