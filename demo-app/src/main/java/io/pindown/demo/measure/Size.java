package io.pindown.demo.measure;

/** A number of bytes as people and JSON write it: {@code 64KiB}, {@code 1 MiB}. */
public final class Size {
  public static final long KIB = 1024;
  public static final long MIB = 1024 * KIB;

  private Size() {
  }

  /** Name in JSON, without a space: {@code 64KiB}, {@code 16MiB}; a count of bytes when it is no whole number of KiB. */
  public static String key(long bytes) {
    return in(bytes, "");
  }

  /** Name for people, with a space. */
  public static String label(long bytes) {
    return in(bytes, " ");
  }

  private static String in(long bytes, String gap) {
    if (bytes >= MIB && bytes % MIB == 0) {
      return bytes / MIB + gap + "MiB";
    }
    if (bytes >= KIB && bytes % KIB == 0) {
      return bytes / KIB + gap + "KiB";
    }
    return bytes + gap + "B";
  }
}
