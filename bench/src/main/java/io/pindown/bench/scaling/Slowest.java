package io.pindown.bench.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which single operations took longest, with how much of that the collectors took: what growth costs the one that meets it. */
final class Slowest {
  private static final int KEPT = 6;
  private static final long WORTH_NANOS = 1_000_000;

  private record One(int at, double millis, long collecting) {}

  private final List<One> all = new ArrayList<>();
  private long collected = Stopwatch.collectionMillis();

  /** An operation, the so-many-th, is over. */
  void took(int at, long nanos) {
    if (nanos > WORTH_NANOS) {
      long now = Stopwatch.collectionMillis();
      all.add(new One(at, nanos / 1e6, now - collected));
      collected = now;
    }
  }

  void print(String what) {
    all.sort(Comparator.comparingDouble(One::millis).reversed());
    System.out.printf("slowest of %s:", what);
    for (One one : all.subList(0, Math.min(KEPT, all.size()))) {
      System.out.printf("  no. %,d %.1f ms (collector %d)", one.at, one.millis, one.collecting);
    }
    System.out.println();
  }
}
