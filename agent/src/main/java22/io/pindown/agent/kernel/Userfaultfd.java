package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A userfaultfd that tells of events only: write protection in asynchronous mode, in which no fault is ever delivered, and never any page
 * protected. Constants as in linux/userfaultfd.h of 6.7, for x86-64. Thread-safe.
 */
final class Userfaultfd {
  static final int EVENT_REMAP = 0x14;
  static final int EVENT_REMOVE = 0x15;
  static final int EVENT_UNMAP = 0x16;

  private static final int SYS_IOCTL = 16;
  private static final int SYS_CLOSE = 3;
  private static final int SYS_POLL = 7;
  private static final int SYS_EPOLL_CREATE1 = 291;
  private static final int SYS_DUP3 = 292;
  private static final int SYS_USERFAULTFD = 323;
  private static final long O_CLOEXEC = 0x80000;
  private static final long O_NONBLOCK = 0x800;
  private static final long USER_MODE_ONLY = 1;
  private static final long UFFD_API = 0xAA;
  private static final long UFFDIO_API = 0xC018AA3FL;
  private static final long UFFDIO_REGISTER = 0xC020AA00L;
  private static final long MODE_WP = 2;
  private static final long FEATURES = 1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15;
  private static final int ENOSYS = 38;
  private static final int EPERM = 1;
  private static final int EINVAL = 22;

  private final NativeCode code;
  private final int descriptor;
  private final MemorySegment registration = Arena.global().allocate(32, 8);

  private Userfaultfd(NativeCode code, int descriptor) {
    this.code = code;
    this.descriptor = descriptor;
  }

  /** @throws IllegalStateException saying what the kernel refuses */
  static Userfaultfd open(NativeCode code) {
    long descriptor = code.call(SYS_USERFAULTFD, O_CLOEXEC | O_NONBLOCK | USER_MODE_ONLY, 0, 0);
    if (descriptor < 0) {
      throw new IllegalStateException(
          "the kernel refuses userfaultfd: "
              + switch ((int) -descriptor) {
                case EPERM -> "EPERM, as a container's seccomp profile does";
                case ENOSYS -> "ENOSYS, it has none, or a seccomp profile says so";
                case EINVAL -> "EINVAL, it is older than 5.11";
                default -> "error " + -descriptor;
              });
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment api = arena.allocate(24, 8);
      api.set(JAVA_LONG, 0, UFFD_API);
      api.set(JAVA_LONG, 8, FEATURES);
      long result = code.call(SYS_IOCTL, descriptor, UFFDIO_API, api.address());
      if (result < 0) {
        code.call(SYS_CLOSE, descriptor, 0, 0);
        throw new IllegalStateException(
            "the kernel's userfaultfd has not the features wanted, of which asynchronous write protection is the newest, of 6.7: error " + -result);
      }
    }
    return new Userfaultfd(code, (int) descriptor);
  }

  int descriptor() {
    return descriptor;
  }

  /** From now on there are events of {@code [start, end)}, whole pages; 0, or a negative error number. */
  synchronized long register(long start, long end) {
    registration.set(JAVA_LONG, 0, start);
    registration.set(JAVA_LONG, 8, end - start);
    registration.set(JAVA_LONG, 16, MODE_WP);
    return code.call(SYS_IOCTL, descriptor, UFFDIO_REGISTER, registration.address());
  }

  /** Whether an event waits to be read. */
  synchronized boolean isReadable() {
    registration.set(JAVA_LONG, 24, descriptor | (long) ControlBlock.POLLIN << 32);
    return code.call(SYS_POLL, registration.address() + 24, 1, 0) == 1;
  }

  /**
   * Closes it while a reader has it, whoever waits for its events goes on: something that nothing can be read from takes its number, so that
   * the reader can neither read from nor close what others open. As long as the reader is inside of a system call on it, that is when this is over.
   *
   * @return false where there is no descriptor left
   */
  boolean release() {
    long nothing = code.call(SYS_EPOLL_CREATE1, O_CLOEXEC, 0, 0);
    if (nothing < 0) {
      return false;
    }
    long result = code.call(SYS_DUP3, nothing, descriptor, O_CLOEXEC);
    code.call(SYS_CLOSE, nothing, 0, 0);
    return result >= 0;
  }

  /** Only before a reader has it: that one closes it by itself. */
  void close() {
    code.call(SYS_CLOSE, descriptor, 0, 0);
  }
}
