package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringLayouts.SYNC_CANCEL_REG$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Cancels everything that is in flight on a ring, from any thread, while the ring's own thread may be waiting. For the closer alone. */
final class Cancellation {
  private static final long WAIT_NANOS = 500_000_000;

  private final int fd;
  private final MemorySegment request;

  Cancellation(int fd, Arena arena) {
    this.fd = fd;
    request = arena.allocate(SYNC_CANCEL_REG$LAYOUT);
    request.set(JAVA_INT, offset(SYNC_CANCEL_REG$LAYOUT, "fd"), -1);
    request.set(
        JAVA_INT,
        offset(SYNC_CANCEL_REG$LAYOUT, "flags"),
        UringConstants.IORING_ASYNC_CANCEL_ALL | UringConstants.IORING_ASYNC_CANCEL_ANY);
    request.set(JAVA_LONG, offset(SYNC_CANCEL_REG$LAYOUT, "timeout", "tv_nsec"), WAIT_NANOS);
  }

  /**
   * Best effort: the kernel reports ENOENT when nothing is in flight and ETIME when something is busy for longer than the wait; what is
   * left is awaited by draining completions. Each cancelled operation still completes.
   */
  void cancelAll() {
    SystemCalls.io_uring_register(fd, UringConstants.IORING_REGISTER_SYNC_CANCEL, request.address(), 1);
  }
}
