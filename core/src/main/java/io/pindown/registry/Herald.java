package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/**
 * Tells one listener what is about to end or to change: for another library's cache of registrations, which keeps its own account of what
 * is registered. In the thread that makes the change, before it.
 *
 * <pre>
 * field     written by       access     publishes
 * listener  listen           volatile   the listener, linked and run once before
 * missed    who fails        volatile   that what follows must be taken for everything
 * </pre>
 */
final class Herald {
  private volatile LongBinaryOperator listener; // null mostly
  private volatile boolean missed;

  /** From now on; null for no longer. */
  synchronized void listen(LongBinaryOperator to) {
    if (to != null && listener != null) {
      throw new IllegalStateException("somebody is told already of what ends: " + listener);
    }
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
        if (missed) {
          missed = false;
          to.applyAsLong(0, Long.MAX_VALUE);
        }
        to.applyAsLong(start, end - start);
      } catch (Throwable t) {
        missed = true;
      }
    }
  }

  /** Any memory. */
  void tellEverything() {
    tell(0, Long.MAX_VALUE);
  }
}
