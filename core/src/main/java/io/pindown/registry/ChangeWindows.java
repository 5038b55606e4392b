package io.pindown.registry;

/**
 * The changes of mapping that are in progress: between the begin and the end of a reallocation, an madvise, a truncation and the
 * like, after which the address stays usable. What is registered over an open window may hold pages from before the change.
 *
 * <pre>
 * word       written by                       access              publishes
 * open       begin (+1 first), end (-1 last)  getAndAdd           that there may be windows; 0 means none
 * state[i]   begin: FREE to CLAIMED (CAS),    CAS, release        start, end, size and owner of the window
 *            then OPEN; end: to FREE
 * crowd      begin and end without a place    getAndAdd           windows whose range is not recorded: they are everywhere
 * </pre>
 *
 * <p>Pairs with arming a watch (docs/memory-ordering.md, "begin against arm"): begin raises {@code open} with a full fence and then
 * looks for watches; arming links the watch, fences and then looks at {@code open}. One of the two sees the other.
 */
final class ChangeWindows {
  static final long FILES = -1;

  private static final int PLACES = 64;
  private static final int WORDS = 8;
  private static final int STATE = 0;
  private static final int START = 1;
  private static final int END = 2;
  private static final int SIZE = 3;
  private static final int OWNER = 4;
  private static final int KIND = 5;

  private static final long FREE = 0;
  private static final long CLAIMED = 1;
  private static final long OPEN = 2;

  private final int openCount;
  private final int crowd;
  private final long[] words;

  ChangeWindows() {
    this(PLACES);
  }

  /** With fewer places than there are threads that change memory at a time: for trying what happens where there is none left. */
  ChangeWindows(int places) {
    openCount = places * WORDS;
    crowd = openCount + WORDS;
    words = new long[crowd + WORDS];
  }

  /**
   * Opens a window over {@code [start, end)}.
   *
   * @param size kept for {@link #newSize}
   * @param kind kept for {@link #kindOf}; {@link #FILES} if only memory that maps a file is changed
   * @return whether there was a place to record it; if not, it is open everywhere
   */
  boolean begin(long start, long end, long size, long kind) {
    LongWords.getAndAdd(words, openCount, 1);
    for (int place = 0; place < openCount; place += WORDS) {
      if (LongWords.getVolatile(words, place + STATE) == FREE && LongWords.cas(words, place + STATE, FREE, CLAIMED)) {
        words[place + START] = start;
        words[place + END] = end;
        words[place + SIZE] = size;
        words[place + OWNER] = owner();
        words[place + KIND] = kind;
        LongWords.setVolatile(words, place + STATE, OPEN);
        return true;
      }
    }
    LongWords.getAndAdd(words, crowd, 1);
    return false;
  }

  /** The place of this thread's window that began at {@code start}, or -1 if it found none when it began. */
  int placeOf(long start) {
    long owner = owner();
    for (int place = 0; place < openCount; place += WORDS) {
      if (LongWords.getVolatile(words, place + STATE) == OPEN && words[place + START] == start && words[place + OWNER] == owner) {
        return place;
      }
    }
    return -1;
  }

  /** The exclusive end of the window at {@code place}; its own thread only. */
  long endOf(int place) {
    return words[place + END];
  }

  /** The size given to {@link #begin}; its own thread only. */
  long newSize(int place) {
    return words[place + SIZE];
  }

  /** The kind given to {@link #begin}; its own thread only. */
  long kindOf(int place) {
    return words[place + KIND];
  }

  /** Closes the window at {@code place}, -1 for one that found none. An end whose begin came before the hooks closes nothing. */
  void close(int place) {
    if (place >= 0) {
      LongWords.setVolatile(words, place + STATE, FREE);
    } else if (!leaveCrowd()) {
      return;
    }
    LongWords.getAndAdd(words, openCount, -1);
  }

  private boolean leaveCrowd() {
    long without;
    do {
      without = LongWords.getVolatile(words, crowd);
      if (without == 0) {
        return false;
      }
    } while (!LongWords.cas(words, crowd, without, without - 1));
    return true;
  }

  /** Whether a change of {@code [start, end)} may be in progress. */
  boolean isOpenOver(long start, long end, boolean mayBeFile) {
    if (LongWords.getVolatile(words, openCount) == 0) {
      return false;
    }
    if (LongWords.getVolatile(words, crowd) != 0) {
      return true;
    }
    for (int place = 0; place < openCount; place += WORDS) {
      long state = LongWords.getVolatile(words, place + STATE);
      if (state == CLAIMED
          || state == OPEN && words[place + START] < end && start < words[place + END] && (mayBeFile || words[place + KIND] != FILES)) {
        return true;
      }
    }
    return false;
  }

  /** Any number that tells the threads that are inside a native call apart, mostly: two with the same need the same start to clash. */
  private static long owner() {
    return System.identityHashCode(Thread.currentThread());
  }
}
