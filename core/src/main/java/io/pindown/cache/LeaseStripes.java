package io.pindown.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Words that count the leases of one hot registration, one for each few threads, each in cache lines of its own. What a word counts
 * alone means nothing, since a lease may be given back at another word than it was taken at; the sum does.
 *
 * <pre>
 * field      written by              access               publishes
 * words[i]   acquire, release        getAndAdd            a lease more, or less
 *            Leased.collapse         getAndSet to CLOSED  that the count has gone to the registration's own word, for ever
 * </pre>
 */
final class LeaseStripes {
  /** Two lines: processors fetch them in pairs. */
  private static final int STRIDE = 16;

  private static final int MOST = 512;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;
  private final int mask;
  private final AtomicBoolean givenUp = new AtomicBoolean();

  LeaseStripes() {
    int stripes = Math.min(MOST, Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1));
    words = new long[(stripes + 1) * STRIDE];
    mask = stripes - 1;
  }

  /** The calling thread's stripe; of a virtual thread, its own, wherever it runs. Two threads may have the same. */
  int own() {
    return (int) Thread.currentThread().getId() & mask;
  }

  /** True the first time. */
  boolean giveUp() {
    return givenUp.compareAndSet(false, true);
  }

  /** Whether counts have begun to go to the registration's own word: in order, from the first to the last. */
  boolean isCollapsing() {
    return LeaseWord.isClosed(get(0));
  }

  /** Whether the last count is on its way there, or has gone. */
  boolean isCollapsed() {
    return LeaseWord.isClosed(get(mask));
  }

  int count() {
    return mask + 1;
  }

  long getAndAdd(int stripe, long delta) {
    return (long) WORD.getAndAdd(words, (stripe + 1) * STRIDE, delta);
  }

  long getAndSet(int stripe, long value) {
    return (long) WORD.getAndSet(words, (stripe + 1) * STRIDE, value);
  }

  boolean cas(int stripe, long expected, long value) {
    return WORD.compareAndSet(words, (stripe + 1) * STRIDE, expected, value);
  }

  long get(int stripe) {
    return (long) WORD.getVolatile(words, (stripe + 1) * STRIDE);
  }
}
