package io.pindown.bench.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which single operations took longest: what growth costs the one that meets it. Processor time of the thread tells growth from having
 * had no core, and from a collection.
 */
final class Slowest {
  private static final int KEPT = 6;
  private static final long WORTH_NANOS = 1_000_000;
  private static final int CLOCK_EVERY = 256;

  private record One(int at, double millis, double own) {}

  private final List<One> all = new ArrayList<>();
  private long clock = Stopwatch.threadNanos();

  /** An operation, the so-many-th, is over. */
  void took(int at, long nanos) {
    if (nanos > WORTH_NANOS) {
      long now = Stopwatch.threadNanos();
      // the clock is not asked for each operation, so others may be in this
      all.add(new One(at, nanos / 1e6, Math.min(nanos, now - clock) / 1e6));
      clock = now;
    } else if (at % CLOCK_EVERY == 0) {
      clock = Stopwatch.threadNanos();
    }
  }

  void print(String what) {
    all.sort(Comparator.comparingDouble(One::own).reversed());
    System.out.printf("slowest of %s, processor time (wall time):", what);
    for (One one : all.subList(0, Math.min(KEPT, all.size()))) {
      System.out.printf("  no. %,d %.1f ms (%.1f)", one.at, one.own, one.millis);
    }
    System.out.println();
  }
}
