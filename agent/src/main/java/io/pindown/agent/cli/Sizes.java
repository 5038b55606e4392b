package io.pindown.agent.cli;

import java.util.Locale;

/** Bytes as people read them. */
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Sizes() {}

  /** With three digits or more; {@link Long#MAX_VALUE} is no limit. */
  static String text(long bytes) {
    if (bytes == Long.MAX_VALUE) {
      return "unlimited";
    }
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, size < 100 ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
  }
}
