package io.pindown.agent.observe;

import java.util.Locale;

/** Numbers as people read them, the same everywhere. */
public final class Amounts {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private Amounts() {}

  /** {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 12.5 MiB}, {@code 17 bytes}. */
  public static String bytes(long value) {
    double scaled = value;
    int unit = 0;
    while (scaled >= 1024 && unit < UNITS.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return unit == 0 ? count(value) + " bytes" : trimmed(scaled) + " " + UNITS[unit];
  }

  /** {@code 3.1 s}, {@code 12 ms}, {@code 4.2 us}. */
  public static String seconds(double value) {
    if (value >= 1 || value == 0) {
      return trimmed(value) + " s";
    }
    return value >= 1e-3 ? trimmed(value * 1e3) + " ms" : trimmed(value * 1e6) + " us";
  }

  /** {@code 99.2 %} of a share from 0 to 1; what is not all is never shown as 100, nor what is something as 0. */
  public static String percent(double share) {
    double value = share * 100;
    if (share > 0 && value < 0.1) {
      return "less than 0.1 %";
    }
    if (share < 1 && value > 99.9) {
      return "more than 99.9 %";
    }
    return trimmed(value) + " %";
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
