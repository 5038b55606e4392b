package io.pindown.demo.measure;

import java.util.Arrays;

/**
 * Median and spread of a handful of measurements.
 *
 * @param median the middle value, or the mean of the middle two
 * @param lowerQuartile a quarter of the values is at or below this, interpolated
 * @param upperQuartile three quarters of the values are at or below this, interpolated
 * @param min smallest value
 * @param max largest value
 * @param count how many values, at least 1
 */
public record Spread(double median, double lowerQuartile, double upperQuartile, double min, double max, int count) {
  /**
   * Spread of the given values; the array is left as it is.
   *
   * @throws IllegalArgumentException if there is no value, or one is not a number
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values: a spread needs at least 1");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("a value is NaN: " + Arrays.toString(values));
    }
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75),
        sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  private static double quantile(double[] sorted, double fraction) {
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
  }
}
