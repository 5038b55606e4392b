package io.pindown.nic.uring;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Who submits and completes at the moment. Not a lock: a second thread does not wait but is told that it broke the rule, since with the
 * kernel's rings it would corrupt memory. The same thread may take its turn again, as a completion handler does.
 */
final class Turn {
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final AtomicReference<Thread> holder = new AtomicReference<>();
  /** Nested turns; only the holder touches it. */
  private int nested;

  void enter() {
    if (!tryEnter()) {
      Thread other = holder.get();
      throw new IllegalStateException(
          "the ring is in use by thread "
              + (other == null ? "(gone)" : other.getName())
              + " at the same time; submission and completion are for one thread at a time");
    }
  }

  void leave() {
    if (nested > 0) {
      nested--;
    } else {
      // Release: the next holder's compareAndSet sees the ring's plain fields as they are left here.
      holder.setRelease(null);
    }
  }

  /** Waits for the turn; false if it did not come in time. */
  boolean enterWithin(long nanos) {
    long deadline = System.nanoTime() + nanos;
    while (!tryEnter()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
    return true;
  }

  private boolean tryEnter() {
    Thread me = Thread.currentThread();
    if (holder.getOpaque() == me) {
      nested++;
      return true;
    }
    return holder.compareAndSet(null, me);
  }
}
