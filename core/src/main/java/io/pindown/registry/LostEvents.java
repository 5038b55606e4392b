package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Whether every event has been handled. If one has not, for whatever reason, no watch is clean until all of them have been made dirty. If
 * one may not have been, since the hooks are in doubt, none is until the hooks have been asked.
 *
 * <pre>
 * field     written by               access            publishes
 * lost      hooks                    see the hooks     that an event did not come in; read on each hit
 * settled   settle, locked           volatile          up to which loss everything has been made dirty
 * failed    failing events           volatile          that an event was not handled; read on each hit. A store, not a call,
 *           settle, locked           volatile, CAS     which would fail, too, at the end of the stack
 *           run                      CAS               that the hooks may be about to go; before they can be gone
 * </pre>
 */
final class LostEvents implements Runnable {
  private static final int NONE = 0;
  private static final int SETTLING = 1;
  static final int UNHANDLED = 2;
  private static final int DOUBTED = 3;
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

  /** Moves with each event that did not come in. */
  long moved() {
    return LongWords.getAcquire(lost, 0);
  }

  /** A few loads. */
  boolean none() {
    return failed == NONE && LongWords.getAcquire(lost, 0) == settled;
  }

  /** The hooks are in doubt from now on. Called by whoever puts them in doubt, before anything can go unseen. */
  @Override
  public void run() {
    int now = failed; // read once for both: between two reads a settling may end, and be taken for neither
    while ((now == NONE || now == SETTLING) && !FAILED.compareAndSet(this, now, DOUBTED)) {
      now = failed;
    }
  }

  /**
   * Runs {@code invalidation}, which makes everything dirty, if something was lost since the last time.
   *
   * @param intact asked when the hooks were in doubt, or may have been: an event that fails overwrites that, and hides a later one, and who
   *     settled before may have failed while asking. Whether
   *     they have been there all the time; if it puts them in doubt again, since that cannot be told yet, it is asked again the next time
   * @return whether there was a doubt that has come true
   */
  boolean settle(BooleanSupplier intact, Runnable invalidation) {
    settling.lock();
    try {
      long now = LongWords.getVolatile(lost, 0);
      int before = (int) FAILED.getAndSet(this, SETTLING); // an event that fails from here on makes the CAS below fail
      boolean gone = before != NONE && !intact.getAsBoolean(); // SETTLING: the last one who asked was not told
      if (gone || now != settled || before == UNHANDLED || before == SETTLING) {
        invalidation.run();
      }
      settled = now;
      FAILED.compareAndSet(this, SETTLING, NONE);
      return gone;
    } finally {
      settling.unlock();
    }
  }
}
