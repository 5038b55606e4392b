package io.pindown.registry;

/**
 * Cuts of containers that are in progress: between the taking out of a container, of which a part is unmapped, and the putting in of what is
 * left, an unmapping of another part does not find it. Called by events, so it keeps their rules.
 *
 * <pre>
 * word        written by                       access      publishes
 * windows     cuts                             see there   which container is being cut
 * done        a cut, after its parts are in    getAndAdd   that there are parts that an unmapping which began before may have missed
 * missed      an unmapping, after it looked    getAndAdd   that it may have missed what a cut has taken out
 * unreliable  a cut                            getAndAdd   that it has left parts that may not be relied on
 * </pre>
 *
 * <p>An unmapping looks for containers, then whether a cut is open over its range, moves {@code missed} if so, and looks again. A cut puts its
 * parts in and then reads {@code missed}. Either the cut sees that it has moved, and forgets the parts, or the second look sees the parts. If
 * the cut was not open any more, {@code done} has moved since the unmapping began, so it looks again.
 */
final class Cuts {
  private static final int DONE = 0;
  private static final int MISSED = 8;
  private static final int UNRELIABLE = 16;

  private final ChangeWindows windows = new ChangeWindows();
  private final long[] words = new long[UNRELIABLE + 8];

  /** Before {@code [base, limit)} is taken out; returns {@link #missed} of before. */
  long begin(long base, long limit) {
    long before = missed();
    windows.begin(base, limit, 0, 0);
    return before;
  }

  /** After what is left of the container at {@code base} was put in. */
  void end(long base) {
    windows.close(windows.placeOf(base));
    LongWords.getAndAdd(words, DONE, 1);
  }

  boolean isOpenOver(long start, long end) {
    return windows.isOpenOver(start, end, true);
  }

  void miss() {
    LongWords.getAndAdd(words, MISSED, 1);
  }

  long missed() {
    return LongWords.getVolatile(words, MISSED);
  }

  long done() {
    return LongWords.getVolatile(words, DONE);
  }

  void leaveUnreliable() {
    LongWords.getAndAdd(words, UNRELIABLE, 1);
  }

  long unreliable() {
    return LongWords.getVolatile(words, UNRELIABLE);
  }
}
