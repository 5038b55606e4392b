package io.pindown.bench.trace.record;

import java.util.Arrays;
import java.util.Random;

/** Draws 0 to n - 1, the i-th with a weight of 1 / (i + 1)^skew. */
final class Zipf {
  private final double[] upTo;

  Zipf(int n, double skew) {
    upTo = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 1 / Math.pow(i + 1, skew);
      upTo[i] = sum;
    }
  }

  int draw(Random random) {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found);
  }
}
