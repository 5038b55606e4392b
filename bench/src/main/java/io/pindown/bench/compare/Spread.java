package io.pindown.bench.compare;

import java.util.Arrays;
import java.util.Collection;

/** The middle and the ends of some samples; of an even number, the mean of the two in the middle. */
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
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** The median of samples that are not kept. */
  static double median(double... samples) {
    return of(Arrays.stream(samples).boxed().toList()).median();
  }
}
