package io.pindown.nic.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.LibcSockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Waits for a connect(2) that a signal interrupted. */
final class Connecting {
  // struct pollfd { int fd; short events; short revents; };   <poll.h>
  static final StructLayout POLLFD$LAYOUT =
      MemoryLayout.structLayout(JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"))
          .withName("struct pollfd");

  private static final int NO_LIMIT = -1;

  private Connecting() {}

  /** 0 once connected, or the errno, negated, that connect would have given. */
  static int await(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(POLLFD$LAYOUT);
      entry.set(JAVA_INT, UringLayouts.offset(POLLFD$LAYOUT, "fd"), fd);
      entry.set(JAVA_SHORT, UringLayouts.offset(POLLFD$LAYOUT, "events"), (short) LibcConstants.POLLOUT);
      int ready;
      do {
        ready = LibcSockets.poll(entry, 1, NO_LIMIT);
      } while (ready == -Errno.EINTR);
      if (ready < 0) {
        return ready;
      }
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      int result = LibcSockets.getsockopt(fd, LibcConstants.SOL_SOCKET, LibcConstants.SO_ERROR, error, length);
      return result < 0 ? result : -error.get(JAVA_INT, 0);
    }
  }
}
