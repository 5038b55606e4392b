package io.pindown.registry;

/** Counts events by kind in stripes, so that two threads seldom write to one cache line. Allocates nothing after construction. */
final class EventCounters {
  private static final int FEWEST = 8;
  private static final int MOST = 512;
  /** Four for each processor: threads draw theirs by chance. */
  private static final int STRIPES =
      Math.max(FEWEST, Math.min(MOST, Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 8 - 1)));
  /** Two lines: processors fetch them in pairs. */
  private static final int STRIDE = 16;

  private final long[] counts = new long[STRIPES * STRIDE];

  void count(int kind) {
    int stripe = System.identityHashCode(Thread.currentThread()) & STRIPES - 1;
    LongWords.getAndAdd(counts, stripe * STRIDE + kind, 1);
  }

  long sum(int kind) {
    long sum = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      sum += LongWords.getAcquire(counts, stripe * STRIDE + kind);
    }
    return sum;
  }
}
