package io.pindown.index;

/**
 * Seven one-byte tags and a count in one long, so that a bucket of seven places is searched with one load and a few instructions
 * (the idea of Swiss tables, abseil 2017, without vector instructions). Bits 0 to 6 of each byte hold the tag, 0 for a place that is
 * free; bit 7 is the owner's. The top byte tells of keys that have their home in the bucket but had to go elsewhere: how many, in four
 * bits, and how many probes away the farthest of them went, in four more.
 */
public final class Tags {
  /** Places in a bucket. */
  public static final int PLACES = 7;

  /** The most probes after the first that a key can be away from its home. */
  public static final int FARTHEST = 15;

  private static final int SATURATED = 15;
  private static final long ONES = 0x0001010101010101L;
  private static final long LOW = 0x007f7f7f7f7f7f7fL;
  private static final long HIGH = 0x0080808080808080L;

  /** Bit 7 of every place. */
  public static final long ALL = HIGH;

  private static final int OVERFLOW_SHIFT = 56;

  private Tags() {}

  /** The tag of a hash, 1 to 127. */
  public static int of(long hash) {
    return Math.max(1, (int) (hash >>> 57));
  }

  /** Bit 7 of each place whose tag is {@code tag}, 0 to 127. */
  public static long matches(long word, int tag) {
    // a byte of at most 0x7f plus 0x7f carries into its own bit 7 only, and not at all if it is 0
    long different = word & LOW ^ tag * ONES;
    return ~(different + LOW) & HIGH;
  }

  /** The place of the lowest bit that {@link #matches} has set, 0 to 6. */
  public static int place(long matches) {
    return Long.numberOfTrailingZeros(matches) >>> 3;
  }

  /** The byte of a place, with the owner's bit. */
  public static int at(long word, int place) {
    return (int) (word >>> place * 8) & 0xff;
  }

  /** What to add to a word to turn the byte of a place from one value to another: touches no other byte. */
  public static long change(int place, int from, int to) {
    return (long) (to - from) << place * 8;
  }

  /** How many probes after the first it takes to meet every key of this bucket; 0 if all are here. */
  public static int farthest(long word) {
    return (int) (word >>> OVERFLOW_SHIFT + 4);
  }

  private static long with(long word, long count, long farthest) {
    return word & ~(0xffL << OVERFLOW_SHIFT) | (farthest << 4 | count) << OVERFLOW_SHIFT;
  }

  private static int count(long word) {
    return (int) (word >>> OVERFLOW_SHIFT) & SATURATED;
  }

  /** The word with one more key elsewhere, so many probes away, 1 to {@link #FARTHEST}. */
  public static long moreOverflow(long word, int probe) {
    return with(word, Math.min(SATURATED, count(word) + 1), Math.max(farthest(word), probe));
  }

  /** The word with one key less elsewhere; the same once the count is saturated, since what was not counted cannot be taken off. */
  public static long lessOverflow(long word) {
    int left = count(word) - 1;
    return left + 1 == SATURATED ? word : with(word, left, left == 0 ? 0 : farthest(word));
  }
}
