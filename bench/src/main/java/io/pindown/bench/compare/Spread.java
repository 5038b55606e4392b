package io.pindown.bench.compare;

import java.util.Arrays;
import java.util.Collection;

/** The middle and the ends of some samples, to four decimals; the middle of an even number is the mean of the two there. */
public record Spread(double median, double min, double max) {

  /**
   * @throws IllegalArgumentException if there are no samples
   */
  public static Spread of(Collection<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples; one or more are needed");
    }
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(round(median), round(sorted[0]), round(sorted[sorted.length - 1]));
  }

  /** To the digits that can mean anything. */
  static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** The median of samples that are not kept. */
  static double median(double... samples) {
    return of(Arrays.stream(samples).boxed().toList()).median();
  }
}
