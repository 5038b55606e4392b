package io.pindown.nic.wakeup;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcEvents;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A counter of the kernel's behind a descriptor that is readable while it is above 0 (eventfd(2)). For one thread at a time. */
final class EventFd {
  static {
    // with no descriptor left, a class that comes from a folder could not be loaded any more, and that would be all that is said
    refused(Errno.EMFILE);
  }

  private final int fd;
  private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

  private EventFd(int fd) {
    this.fd = fd;
  }

  /**
   * Opens one that is not readable.
   *
   * @throws NativeException if the kernel refuses, naming the limit if it is one
   */
  static EventFd open() {
    int fd = LibcEvents.eventfd(0, LibcEvents.EFD_NONBLOCK | LibcEvents.EFD_CLOEXEC);
    if (fd < 0) {
      throw refused(-fd);
    }
    return new EventFd(fd);
  }

  private static NativeException refused(int errno) {
    return new NativeException("eventfd", errno, remedy(errno));
  }

  private static String remedy(int errno) {
    return switch (errno) {
      case Errno.EMFILE -> "the process has as many files open as RLIMIT_NOFILE allows, which is " + openFiles()
          + ": close some, or raise it (ulimit -n, LimitNOFILE=)";
      case Errno.ENFILE -> "the system has as many files open as fs.file-max allows";
      case Errno.ENOMEM -> "the kernel has no memory for it";
      default -> null;
    };
  }

  /** Asked by a call, since with no descriptor left nothing under /proc can be read. */
  private static String openFiles() {
    MemorySegment limits = Arena.ofAuto().allocate(JAVA_LONG, 2);
    return LibcEvents.getrlimit(LibcEvents.RLIMIT_NOFILE, limits) < 0 ? "unknown" : Long.toUnsignedString(limits.get(JAVA_LONG, 0));
  }

  int number() {
    return fd;
  }

  /** Makes it readable; wakes those who wait for that, also if it was. */
  void raise() {
    int result = LibcEvents.eventfd_write(fd, 1);
    if (result != -Errno.EAGAIN) { // as high as it can be, so readable
      NativeException.check("eventfd_write", result);
    }
  }

  /** Makes it not readable. */
  void lower() {
    int result = LibcEvents.eventfd_read(fd, count);
    if (result != -Errno.EAGAIN) { // it was not readable
      NativeException.check("eventfd_read", result);
    }
  }

  void close() {
    Libc.close(fd); // Linux gives the number up whatever close returns
  }
}
