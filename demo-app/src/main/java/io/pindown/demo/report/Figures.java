package io.pindown.demo.report;

import java.util.Locale;

/** Numbers as people read them: as many digits as mean something, thousands apart, a dash for what is not known. */
final class Figures {
  static final String NONE = "-";

  private Figures() {
  }

  /** Three meaningful digits, no exponent: 0.31, 4.52, 15.6, 240, 2,553. */
  static String of(double value) {
    double size = Math.abs(value);
    String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }

  static String of(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String of(Long value) {
    return value == null ? NONE : of(value.longValue());
  }

  /** A ratio such as 0.98, with an x. */
  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f x", value);
  }
}
