package io.pindown.cache;

/**
 * What a word that counts leases holds: the leases that are out, in the low 28 bits, signed; above them how many were ever taken, which
 * is how hits are counted without a write of their own. Words are added up as they are.
 */
final class LeaseWord {
  private static final int TAKEN = 28;

  /** One lease taken. */
  static final long TAKE = (1L << TAKEN) + 1;
  /** One lease given back. */
  static final long RELEASE = -1;
  /** Far below every word that counts. */
  static final long CLOSED = Long.MIN_VALUE / 2;
  /** More leases than can be out; two of them and as many leases still fit. */
  static final long BIAS = 1L << TAKEN - 3;

  private static final long BOUND = 1L << 61;
  private static final long MOST_TAKEN = 1L << 32;

  private LeaseWord() {}

  /** Whether a word counts: it is not closed, and not so high that what was taken has to be collected from it. */
  static boolean counts(long word) {
    return word + BOUND >>> 62 == 0;
  }

  static boolean isClosed(long word) {
    return word < -BOUND;
  }

  /** Leases out; 0 for a closed word. */
  static long out(long word) {
    return isClosed(word) ? 0 : low(word);
  }

  private static long low(long word) {
    return word << 64 - TAKEN >> 64 - TAKEN;
  }

  /** {@link #out} without the biases that may be in it. */
  static long leases(long word) {
    long out = out(word);
    return out - (out + BIAS / 2 & -BIAS);
  }

  /** Whether there is a bias in it: some thread is moving counts. */
  static boolean isBiased(long word) {
    return out(word) != leases(word);
  }

  /** Leases ever taken since that was last collected; 0 for a closed word. */
  static long taken(long word) {
    return isClosed(word) ? 0 : word - out(word) >> TAKEN;
  }

  /** The word closed, so that it goes on saying how often was leased; {@link #takenAtLast} knows. */
  static long closed(long word) {
    return CLOSED + (taken(word) << TAKEN);
  }

  /** Whether {@link #closed} of the word would be one that {@link #isClosed} knows. */
  static boolean mayClose(long word) {
    return taken(word) <= MOST_TAKEN;
  }

  /** {@link #taken}, also of a word that was closed since. */
  static long takenAtLast(long word) {
    return isClosed(word) ? (word - CLOSED) - low(word) >> TAKEN : taken(word);
  }

  /** The word with nothing taken and as many out. */
  static long collected(long word) {
    return out(word);
  }
}
