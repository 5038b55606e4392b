package io.pindown.cache;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread that the device has refused for want of room go first. It evicts and tries again, and meanwhile others would take each
 * place that it makes: those whom the processor has taken away from it for a moment are too late every time.
 *
 * <p>Nobody waits for long: who has waited for {@value #PATIENCE_MILLIS} ms goes on as if nobody was first. So a registrar that takes its
 * time, or comes back to the cache, or waits for another thread's registration, is slowed and never stuck. No lock is held meanwhile.
 *
 * <pre>
 * field   written by           access               publishes
 * way     take, end, giveWay   Semaphore            -
 * first   take, end            volatile             whose way it is, to that thread itself only
 * </pre>
 */
final class RightOfWay {
  static final long PATIENCE_MILLIS = 500;

  private final Semaphore way = new Semaphore(1, true);
  private volatile Thread first;

  /** Called before a registration: waits for the one that goes first, if any other thread does. */
  void giveWay() {
    if (way.availablePermits() == 0 && waitForIt()) {
      way.release();
    }
  }

  /** Goes first from now on, behind those that do already; false if it has waited long enough and goes on without, or is first already. */
  boolean take() {
    boolean taken = waitForIt();
    if (taken) {
      first = Thread.currentThread();
    }
    return taken;
  }

  private boolean waitForIt() {
    if (first == Thread.currentThread()) {
      return false; // a registrar that has come back to the cache
    }
    try {
      return way.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // acquire is not interruptible; the caller finds its interrupt afterwards
      return false;
    }
  }

  /** After a {@link #take} that was true. */
  void end() {
    first = null;
    way.release();
  }
}
