package io.pindown.registry;

/**
 * One byte for each few addresses, set if a container begins, or began, at one of them: what the hooks look at first of all when a block
 * is freed, so it is found without a multiplication. Marks are never taken back; a sieve that has too many is replaced.
 *
 * <pre>
 * field      written by            access   publishes
 * marks[i]   allocating threads,   plain    that a free is to be delivered; read by whoever frees the block, which the program orders
 *            the replacer                   after its allocation
 * set        the same              plain    nothing; an estimate
 * </pre>
 */
final class Sieve {
  private static final int FEWEST = 1 << 16;
  private static final int MOST = 1 << 20;

  final byte[] marks;
  private int set;

  private Sieve(int length) {
    marks = new byte[length];
  }

  /** A sieve for so many containers; null if there are too many of them for it to be of use. */
  static Sieve of(long containers) {
    return containers * 4 > MOST ? null : new Sieve(Math.max(FEWEST, Integer.highestOneBit((int) containers * 4 | 1) * 2));
  }

  private static int place(long base, int length) {
    return (int) (base >>> 4 ^ base >>> 20) & length - 1;
  }

  /** Whether a container may begin there, by a sieve's marks; false if none does whose allocation the caller knows of. */
  static boolean lets(byte[] marks, long base) {
    return marks[place(base, marks.length)] != 0;
  }

  void mark(long base) {
    int i = place(base, marks.length);
    if (marks[i] == 0) {
      marks[i] = 1;
      set++;
    }
  }

  /** Whether more than a quarter is set. */
  boolean isWorn() {
    return set > marks.length / 4;
  }
}
