package io.pindown.nic.ffi;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets any number of threads use a native thing until it is closed, and the closer wait until they are out: a descriptor number must not
 * be used after close(2), when the kernel may have given it to somebody else, nor an object of a library after it was freed.
 */
public final class Gate {
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int SPINS = 100;
  private static final long PAUSE_NANOS = 20_000;

  /** Users inside, and the sign bit once closed. */
  private final AtomicInteger state = new AtomicInteger();

  /** Whether the caller may go on; if so it calls {@link #leave} in a finally block. */
  public boolean enter() {
    if (state.getAndIncrement() >= 0) {
      return true;
    }
    state.getAndDecrement();
    return false;
  }

  public void leave() {
    state.getAndDecrement();
  }

  public boolean isClosed() {
    return state.get() < 0;
  }

  /** Lets nobody in any more. True for exactly one caller, which then calls {@link #awaitEmpty}. */
  public boolean close() {
    int before;
    do {
      before = state.get();
      if (before < 0) {
        return false;
      }
    } while (!state.compareAndSet(before, before | CLOSED));
    return true;
  }

  public boolean isEmpty() {
    return (state.get() & ~CLOSED) == 0;
  }

  /** Returns when all that were let in have left. */
  public void awaitEmpty() {
    for (int i = 0; !isEmpty(); i++) {
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }
}
