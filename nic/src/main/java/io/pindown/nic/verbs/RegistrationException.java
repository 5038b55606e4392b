package io.pindown.nic.verbs;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.LibcEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Memory was not registered. The cause is the verb's failure. */
public final class RegistrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public enum Reason {
    /** No room for more pinned pages, most often RLIMIT_MEMLOCK; or the device has no more regions. Closing another region may help. */
    LIMIT,
    /** The access that was asked for is not allowed to this process, or not known to the device. */
    ACCESS,
    /** Nothing is mapped there, or what is mapped cannot be pinned. */
    ADDRESS,
    /** The device is gone. */
    CLOSED,
    /** Anything else. */
    OTHER
  }

  private final Reason reason;

  private RegistrationException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** {@code accepted}: whether the device has registered something with this access before. */
  static RegistrationException of(int errno, long address, long length, int access, boolean accepted) {
    // some drivers say that they have no more regions as if the arguments were wrong, rxe among them
    Reason reason = errno == Errno.EINVAL && accepted ? Reason.LIMIT : reason(errno);
    String what = length + " bytes at 0x" + Long.toHexString(address) + " cannot be registered with access 0x" + Integer.toHexString(access) + ": ";
    return new RegistrationException(reason, what + Errno.describe(errno) + hint(reason, errno), new VerbsException("ibv_reg_mr", errno, null));
  }

  private static Reason reason(int errno) {
    return switch (errno) {
      case Errno.ENOMEM, Errno.EAGAIN -> Reason.LIMIT;
      case Errno.EFAULT, Errno.EOPNOTSUPP -> Reason.ADDRESS;
      case Errno.EACCES, Errno.EPERM, Errno.EINVAL -> Reason.ACCESS;
      case Errno.EIO, Errno.ENODEV -> Reason.CLOSED;
      default -> Reason.OTHER;
    };
  }

  private static String hint(Reason reason, int errno) {
    return switch (reason) {
      case LIMIT -> errno == Errno.EINVAL
          ? "; it has been with this access before, so the device may have no more regions: close some"
          : "; RLIMIT_MEMLOCK is " + memlock() + ", for what this process has pinned in all, in whole pages: close regions, raise it (ulimit -l,"
              + " LimitMEMLOCK=), or give the process CAP_IPC_LOCK, with which it does not count";
      case ADDRESS ->
          "; not all of it is mapped, or it cannot be pinned for writing, as with a read-only mapping or a shared mapping of a file on a disk"
              + " (a private one, tmpfs and memfd can)";
      case CLOSED -> "; the device is gone: close its context";
      default -> "";
    };
  }

  private static String memlock() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(2 * ValueLayout.JAVA_LONG.byteSize(), ValueLayout.JAVA_LONG.byteSize());
      long soft = LibcEvents.getrlimit(LibcEvents.RLIMIT_MEMLOCK, limits) == 0 ? limits.get(ValueLayout.JAVA_LONG, 0) : -1;
      return soft == -1 ? "unlimited" : soft + " bytes";
    }
  }
}
