package io.pindown.bench;

/**
 * Where regions of 64 KiB lie. The same addresses as in {@code bench/native/walk.h}; change one only with the other.
 *
 * <p>Nothing is mapped there: neither side touches the memory.
 */
public enum Layout {
  /** Each at a random page of its own MiB: what mmap and large allocations give. */
  SPARSE,
  /** Back to back. */
  DENSE;

  /** Bytes of a region. */
  public static final long REGION = 64 << 10;

  private static final long FIRST = 1L << 44;
  private static final long WINDOW = 1 << 20;
  private static final long PAGE = 4096;
  private static final long PAGES = (WINDOW - REGION) / PAGE + 1;

  /** The first byte of region {@code i}, from 0. */
  public long address(long i) {
    return this == DENSE ? FIRST + i * REGION : FIRST + i * WINDOW + (mix(i + 1) >>> 32) * PAGES / (1L << 32) * PAGE;
  }

  /** The first bytes of regions 0 to {@code regions - 1}. */
  public long[] addresses(int regions) {
    long[] addresses = new long[regions];
    for (int i = 0; i < regions; i++) {
      addresses[i] = address(i);
    }
    return addresses;
  }

  /** The base of block {@code i} that is in none of {@code regions} regions: one in each MiB above them. */
  public static long elsewhere(int regions, int i) {
    return FIRST + (regions + 1L + i) * WINDOW;
  }

  /** The output function of SplitMix64 (Steele, Lea, Flood 2014). */
  static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
