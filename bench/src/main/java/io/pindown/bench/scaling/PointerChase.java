package io.pindown.bench.scaling;

import java.util.SplittableRandom;

/** One random cycle through memory that no cache holds: each load's address comes from the load before. */
final class PointerChase {
  private static final int BATCHES = 11;
  private static final int STEPS = 200_000;
  private static final int LINE = 8;

  private final long[] next;
  private long at;

  /**
   * @param longs a power of two
   */
  PointerChase(int longs) {
    int lines = longs / LINE;
    int[] order = new int[lines];
    for (int i = 0; i < lines; i++) {
      order[i] = i;
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = lines - 1; i > 0; i--) { // Sattolo 1986: one cycle through all
      int j = random.nextInt(i);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    next = new long[longs];
    for (int i = 0; i < lines; i++) {
      next[order[i] * LINE] = (long) order[(i + 1) % lines] * LINE;
    }
  }

  double nanos() {
    return Stopwatch.medianNanos(
        BATCHES,
        STEPS,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            at = next[(int) at];
          }
        });
  }
}
