package io.pindown.registry;

/** Counts events by kind in a few stripes, so that two threads seldom write to one cache line. Allocates nothing after construction. */
final class EventCounters {
  private static final int STRIPES = 8;
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
