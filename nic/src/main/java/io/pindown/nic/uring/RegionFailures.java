package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import io.pindown.nic.uring.RegionException.Reason;

/** What a refused registration means, in words that say what to change. */
final class RegionFailures {
  private static final String REGISTER = "io_uring_register(BUFFERS_UPDATE)";

  private RegionFailures() {}

  static RegionException tableFull(int capacity, long address, long length) {
    return new RegionException(
        Reason.TABLE_FULL,
        refused(address, length) + "all " + capacity + " slots of the ring's table of regions are taken: close regions, or open the ring"
            + " with more (" + RingOptions.MAX_REGIONS + " at most)",
        null);
  }

  static RegionException notRegistered(int errno, long address, long length) {
    return notRegistered(errno, address, length, errno == Errno.ENOMEM ? KernelSettings.read() : null);
  }

  /** {@code settings} are needed for ENOMEM only. */
  static RegionException notRegistered(int errno, long address, long length, KernelSettings settings) {
    String what = refused(address, length);
    Throwable cause = new NativeException(REGISTER, errno);
    return switch (errno) {
      case Errno.ENOMEM ->
          new RegionException(
              Reason.MEMLOCK,
              what + "ENOMEM; RLIMIT_MEMLOCK is " + settings.memlock() + ", for all rings of this user together, in whole pages: close regions,"
                  + " raise it (ulimit -l, LimitMEMLOCK=), or give the process CAP_IPC_LOCK, with which it does not count",
              cause);
      case Errno.EFAULT, Errno.EOPNOTSUPP ->
          new RegionException(
              Reason.BAD_ADDRESS,
              what + Errno.name(errno) + "; not all of it is mapped, or it cannot be pinned for writing, as with a read-only mapping or a"
                  + " shared mapping of a file on a disk (a private one, tmpfs and memfd can)",
              cause);
      default -> new RegionException(Reason.OTHER, what + Errno.describe(errno), cause);
    };
  }

  private static String refused(long address, long length) {
    return length + " bytes at 0x" + Long.toHexString(address) + " cannot be registered: ";
  }

  static RegionException notDeregistered(int errno, int slot) {
    return new RegionException(
        Reason.OTHER, "slot " + slot + " cannot be cleared: " + Errno.describe(errno), new NativeException(REGISTER, errno));
  }
}
