package io.pindown.it.world;

import java.util.SplittableRandom;

/** Bytes that can be made again from a number. */
public final class Pattern {
  private Pattern() {}

  /** {@code length} bytes of {@code seed}. */
  public static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    SplittableRandom random = new SplittableRandom(seed);
    int whole = length & -Long.BYTES;
    for (int i = 0; i < whole; i += Long.BYTES) {
      long word = random.nextLong();
      for (int j = 0; j < Long.BYTES; j++) {
        bytes[i + j] = (byte) (word >>> 8 * j);
      }
    }
    for (int i = whole; i < length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** Sizes as messages have them: most small, some of many pages, a few of megabytes. At least 1. */
  public static int size(SplittableRandom random, int largest) {
    int kind = random.nextInt(100);
    int bound = kind < 60 ? 2_048 : kind < 90 ? 65_536 : kind < 99 ? 1 << 20 : largest;
    return 1 + random.nextInt(Math.min(bound, largest));
  }
}
