package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.POLLFD$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.LibcSockets;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits until a descriptor of a resource is readable and takes what is there: one thread at a time, since taking waits if another has taken
 * it. In slices, so that a close gets in.
 */
final class FdWait {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final int fd;

  FdWait(int fd) {
    this.fd = fd;
  }

  int fd() {
    return fd;
  }

  interface Taking<T> {
    T take();
  }

  /** What {@code taking} returns, called when there is something; null if there is nothing in time. */
  <T> T await(Resource owner, long nanos, Taking<T> taking) throws InterruptedException {
    long begun = System.nanoTime();
    if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return null;
    }
    try {
      while (true) {
        long left = nanos - (System.nanoTime() - begun);
        owner.enter();
        try {
          if (readable(Math.max(0, Math.min(left, SLICE_NANOS)))) {
            return taking.take();
          }
        } finally {
          owner.leave();
        }
        if (left <= SLICE_NANOS) {
          return null;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("waiting for an event of " + owner);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean readable(long nanos) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(POLLFD$LAYOUT);
      entry.set(JAVA_INT, VerbsLayouts.offset(POLLFD$LAYOUT, "fd"), fd);
      entry.set(JAVA_SHORT, VerbsLayouts.offset(POLLFD$LAYOUT, "events"), (short) LibcConstants.POLLIN);
      int result = LibcSockets.poll(entry, 1, (int) ((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
      return result != -Errno.EINTR && NativeException.check("poll", result) > 0;
    }
  }
}
