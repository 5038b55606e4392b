package io.pindown.cache;

/**
 * How long to rest between two rounds of some work, so that it takes a hundredth of a thread's time at most. What a round costs is the least of what
 * the last {@value #ROUNDS} took: any one of them may have been kept from a processor meanwhile, which is not its cost. Not thread-safe.
 */
final class Pauses {
  private static final int ROUNDS = 4;
  private static final long SHARE = 100;

  private final long least;
  private final long[] took = new long[ROUNDS];
  private int rounds;

  /** {@code least}: the shortest rest, nanoseconds. */
  Pauses(long least) {
    this.least = least;
  }

  /** The rest after a round that took so many nanoseconds; the first {@value #ROUNDS} less one have the shortest. */
  long after(long nanos) {
    took[rounds++ % ROUNDS] = nanos;
    long cost = Long.MAX_VALUE;
    for (long each : took) {
      cost = Math.min(cost, each);
    }
    return Math.max(least, cost * SHARE);
  }
}
