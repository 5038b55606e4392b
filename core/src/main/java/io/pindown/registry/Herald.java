package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;

/**
 * Tells one listener what is about to end or to change: for another library's cache of registrations, which keeps its own account of what
 * is registered. In the thread that makes the change, before it. And one listener what has begun, in the thread that began it.
 *
 * <p>Where that fails, at the end of the stack, the memory ends untold; but nobody uses what comes to its place before an event has told of
 * that, or of another end. So the next event of either kind, in any thread, first tells of all memory. Several may do so at once: a count
 * is only taken for told by a call that began after it was read, and ended.
 *
 * <pre>
 * field      written by                        access             publishes
 * listener   listen                            volatile           the listener, linked and run once before
 * missed     failing events; the next event    volatile           that an end was not told. A store, not a call, which would fail, too
 * failures   who finds missed, before it       atomic             that until then all memory must be told of
 *            clears that
 * told       who has told of all memory        volatile           the count of failures that it has made good
 * toldLost   the same                          volatile           the same of events that did not come in, see LostEvents
 * begins     listenToBegins                    volatile           the listener of beginnings, linked and run once before
 * </pre>
 */
final class Herald {
  private static final VarHandle FAILURES;

  static {
    try {
      FAILURES = MethodHandles.lookup().findVarHandle(Herald.class, "failures", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LostEvents losses;
  private volatile LongBinaryOperator listener; // null mostly
  volatile boolean missed;
  private volatile LongBinaryOperator begins; // null mostly
  private volatile int failures;
  private volatile int told;
  private volatile long toldLost;

  Herald(LostEvents losses) {
    this.losses = losses;
  }

  /** From now on; null for no longer. */
  synchronized void listen(LongBinaryOperator to) {
    if (to != null && listener != null) {
      throw new IllegalStateException("somebody is told already of what ends: " + listener);
    }
    missed = false;
    told = failures;
    toldLost = losses.moved();
    listener = to;
  }

  boolean isHeard() {
    return listener != null;
  }

  /** {@code [start, end)}. Allocates nothing and throws nothing; what a listener throws costs it everything at the next event. */
  void tell(long start, long end) {
    LongBinaryOperator to = listener;
    if (to != null) {
      try {
        makeGood(to);
        to.applyAsLong(start, end - start);
      } catch (Throwable t) {
        missed = true;
      }
    }
  }

  /** From now on; null for no longer. */
  synchronized void listenToBegins(LongBinaryOperator to) {
    if (to != null && begins != null) {
      throw new IllegalStateException("somebody is told already of what begins: " + begins);
    }
    begins = to;
  }

  /** A container has begun. What a listener throws is its own business: nothing is wrong because it was not told. */
  void begun(long base, long size) {
    LongBinaryOperator to = begins;
    if (to != null) {
      try {
        to.applyAsLong(base, size);
      } catch (Throwable t) {
        return;
      }
    }
  }

  /** Any memory. */
  void tellEverything() {
    tell(0, Long.MAX_VALUE);
  }

  /** Memory is about to be used that may have been another one's whose end was not told. */
  void begins() {
    LongBinaryOperator to = listener;
    if (to != null) {
      try {
        makeGood(to);
      } catch (Throwable t) {
        missed = true;
      }
    }
  }

  private void makeGood(LongBinaryOperator to) {
    if (missed) {
      FAILURES.getAndAdd(this, 1);
      missed = false; // in this order: whoever no longer sees the one sees the other
    }
    int failed = failures;
    long lost = losses.moved();
    if (failed != told || lost != toldLost) {
      to.applyAsLong(0, Long.MAX_VALUE);
      told = failed;
      toldLost = lost;
    }
  }
}
