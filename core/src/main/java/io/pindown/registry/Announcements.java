package io.pindown.registry;

/**
 * The last things that hooks have told of ranges, each with the position of the kernel's events at that time: so that an event of the
 * kernel's can be told from one that no hook announced. Of fixed size; what is oldest is overwritten. Adding allocates nothing, takes
 * no lock and keeps the other rules of an event.
 *
 * <pre>
 * word      written by          access            publishes
 * cursor    hooks               getAndAdd         that an entry's place is taken
 * entry     the hook that took  release           range, position, kind and time; the seal last, a digest of the others: an entry that
 *           its place                             does not fit its seal is being written, or was overwritten
 * used      who settles,        plain             nothing
 *           locked
 * </pre>
 *
 * <p>A hook adds before its native call; the kernel's event is read after that call has done its work, and settled after that: so whoever
 * settles an event sees the entry that announced it, if it is there still.
 */
final class Announcements {
  /** The range's owner gives it up: it is about to be freed or unmapped. */
  static final int ENDING = 1;
  /** The range is about to change and stays in use. */
  static final int CHANGING = 2;
  /** That is over. */
  static final int CHANGED = 3;
  /** The range is somebody's from now on. */
  static final int BEGUN = 4;

  /** What is known of an event; the worst comes last. */
  enum Verdict {
    ANNOUNCED,
    /** Only a part of it was announced, or the entries do not reach back far enough. */
    UNDECIDED,
    /** Not announced as far as the entries reach, and they reach back far enough. */
    UNANNOUNCED
  }

  private static final int WORDS = 8;
  private static final int START = 0;
  private static final int END = 1;
  private static final int POSITION = 2;
  private static final int KIND = 3;
  private static final int TIME = 4;
  private static final int SEAL = 5;
  private static final int USED = 6;
  private static final long PAGE = 4096;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int entries;
  private final int cursor;
  private final long[] words;

  /**
   * @param entries a power of two
   */
  Announcements(int entries) {
    this.entries = entries;
    this.cursor = entries * WORDS + WORDS;
    this.words = new long[cursor + WORDS];
  }

  /** Adds an entry; called by hooks. */
  void add(int kind, long start, long end, long position, long time) {
    long number = LongWords.getAndAdd(words, cursor, 1);
    int i = place(number);
    LongWords.setRelease(words, i + START, start);
    LongWords.setRelease(words, i + END, end);
    LongWords.setRelease(words, i + POSITION, position);
    LongWords.setRelease(words, i + KIND, kind);
    LongWords.setRelease(words, i + TIME, time);
    LongWords.setRelease(words, i + SEAL, seal(number, start, end, position, kind, time));
  }

  private int place(long number) {
    return ((int) number & entries - 1) * WORDS;
  }

  private static long seal(long number, long start, long end, long position, long kind, long time) {
    long seal = (number + 1) * GOLDEN ^ start;
    seal = (seal ^ seal >>> 29) * GOLDEN ^ end;
    seal = (seal ^ seal >>> 31) * GOLDEN ^ position << 3 ^ kind;
    return (seal ^ seal >>> 30) * GOLDEN ^ time;
  }

  /** Whether entry {@code number} is whole. */
  private boolean isWhole(long number) {
    int i = place(number);
    long seal = LongWords.getAcquire(words, i + SEAL);
    return seal
        == seal(
            number,
            LongWords.getAcquire(words, i + START),
            LongWords.getAcquire(words, i + END),
            LongWords.getAcquire(words, i + POSITION),
            LongWords.getAcquire(words, i + KIND),
            LongWords.getAcquire(words, i + TIME));
  }

  /** Whether something has begun at {@code base} after the event at {@code position} was handed out. */
  boolean hasBegunAfter(long base, long position) {
    long newest = LongWords.getVolatile(words, cursor);
    for (long number = newest - 1; number >= Math.max(0, newest - entries); number--) {
      int i = place(number);
      if (words[i + START] == base && isWhole(number)) {
        return words[i + POSITION] > position;
      }
    }
    return false;
  }

  /** When the last entry of that kind over {@code [from, to)}, or at {@code from}, was made before the event at {@code position}; 0 for never. */
  long lastBefore(int kind, long from, long to, long position) {
    long newest = LongWords.getVolatile(words, cursor);
    for (long number = newest - 1; number >= Math.max(0, newest - entries); number--) {
      int i = place(number);
      boolean there = kind == BEGUN ? words[i + START] == from : words[i + START] < to && from < words[i + END];
      if (there && words[i + KIND] == kind && words[i + POSITION] <= position && isWhole(number)) {
        return words[i + TIME];
      }
    }
    return 0;
  }

  /**
   * What the entries say of an event of {@code [from, to)} at {@code position}. An ending is used up by the event that unmaps all of it:
   * the next change of that range needs another one.
   *
   * @param unmaps whether the range was unmapped: nothing else is announced by an ending
   * @param since endings before this time are over, as nanoTime has it
   */
  Verdict verdict(boolean unmaps, long from, long to, long position, long since) {
    long newest = LongWords.getVolatile(words, cursor);
    long oldest = Math.max(0, newest - entries);
    Closed closed = new Closed();
    boolean partly = false;
    for (long number = newest - 1; number >= oldest; number--) {
      int i = place(number);
      long kind = words[i + KIND];
      long start = words[i + START] & -PAGE;
      long end = pageEnd(words[i + END]);
      if (kind != CHANGED && (start >= to || end <= from) || words[i + POSITION] > position || !isWhole(number)) {
        continue;
      }
      boolean whole = start <= from && to <= end;
      switch ((int) kind) {
        case ENDING -> {
          if (unmaps && words[i + USED] != number + 1 && words[i + TIME] - since >= 0) {
            if (from <= start && end <= to) {
              words[i + USED] = number + 1;
            }
            if (whole) {
              return Verdict.ANNOUNCED;
            }
            partly = true;
          }
        }
        case CHANGED -> closed.add(words[i + START]);
        case CHANGING -> {
          if (!closed.remove(words[i + START])) {
            if (whole) {
              return Verdict.ANNOUNCED;
            }
            partly = true;
          }
        }
        default -> {
          // a beginning announces nothing
        }
      }
    }
    boolean forgotten = oldest > 0 && words[place(oldest) + POSITION] >= position && words[place(oldest) + TIME] - since >= 0;
    return partly || forgotten ? Verdict.UNDECIDED : Verdict.UNANNOUNCED;
  }

  private static long pageEnd(long address) {
    return address > Long.MAX_VALUE - PAGE ? Long.MAX_VALUE : address + PAGE - 1 & -PAGE;
  }

  /** Starts of changes that were over before an event; going backwards, each stands for one begin. */
  private static final class Closed {
    private long[] starts = new long[8];
    private int count;

    void add(long start) {
      if (count == starts.length) {
        starts = java.util.Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = start;
    }

    boolean remove(long start) {
      for (int i = count - 1; i >= 0; i--) {
        if (starts[i] == start) {
          starts[i] = starts[--count];
          return true;
        }
      }
      return false;
    }
  }
}
