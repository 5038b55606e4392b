package io.pindown.index;

/**
 * Splits the address space into granules of every power of two. A range belongs to the lowest level whose granules are at least as
 * long as the range, so that it touches one or two granules there and no more, and is found again by hashing those.
 */
public final class Granules {
  /** Below this, levels would not pay: a page. */
  public static final int LOWEST_LEVEL = 12;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xD6E8FEB86659FD93L;

  private Granules() {}

  /** The level of ranges of {@code length} bytes: granules of {@code 1L << level} bytes. */
  public static int level(long length) {
    return Math.max(LOWEST_LEVEL, 64 - Long.numberOfLeadingZeros(length - 1));
  }

  /** One key for a granule of a level; different granules of all levels have different keys, none is 0. */
  public static long key(int level, long granule) {
    // a granule number has at most 63 - 12 bits, a level fits in the six bits below it
    return granule << 6 | level;
  }

  /**
   * Spreads a key over all bits, the upper half for a bucket and a tag, the lower one for a stride. Twice multiplied, since addresses come in strides:
   * after one multiplication they cluster.
   */
  public static long spread(long key) {
    long h = key * GOLDEN;
    return (h ^ h >>> 32) * SECOND;
  }

  /** The bucket of a spread key among a power of two of them. */
  public static int bucket(long spread, int mask) {
    return (int) (spread >>> 32) & mask;
  }

  /** How far one bucket of a key's search is from the next: odd, so that all buckets come up. */
  public static int stride(long spread) {
    return (int) (spread >>> 8) | 1;
  }
}
