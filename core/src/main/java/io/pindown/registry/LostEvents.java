package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether every event has been handled. If one has not, for whatever reason, no watch is clean until all of them have been made dirty.
 *
 * <pre>
 * field     written by               access            publishes
 * lost      hooks                    see the hooks     that an event did not come in; read on each hit
 * settled   settle, locked           volatile          up to which loss everything has been made dirty
 * failed    failing events           volatile          that an event was not handled; read on each hit. A store, not a call,
 *           settle, locked           volatile, CAS     which would fail, too, at the end of the stack
 * </pre>
 */
final class LostEvents {
  private static final int NONE = 0;
  private static final int SETTLING = 1;
  static final int UNHANDLED = 2;
  private static final VarHandle FAILED;

  static {
    try {
      FAILED = MethodHandles.lookup().findVarHandle(LostEvents.class, "failed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ReentrantLock settling = new ReentrantLock();
  private volatile long[] lost;
  private volatile long settled;
  volatile int failed;

  /**
   * @param lost the cell that the hooks move when an event is lost
   */
  LostEvents(long[] lost) {
    follow(lost);
  }

  /** Another cell from now on; what moved it before is not looked at. */
  void follow(long[] cell) {
    lost = cell;
    settled = cell[0];
  }

  /** A few loads. */
  boolean none() {
    return failed == NONE && LongWords.getAcquire(lost, 0) == settled;
  }

  /** Runs {@code invalidation}, which makes everything dirty, if something was lost since the last time. */
  void settle(Runnable invalidation) {
    settling.lock();
    try {
      long now = LongWords.getVolatile(lost, 0);
      failed = SETTLING; // an event that fails from here on makes the CAS below fail
      invalidation.run();
      settled = now;
      FAILED.compareAndSet(this, SETTLING, NONE);
    } finally {
      settling.unlock();
    }
  }
}
