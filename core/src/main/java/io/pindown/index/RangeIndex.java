package io.pindown.index;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Finds ranges by overlap and by containment. Readers take no lock, allocate nothing and never wait; writers take one lock.
 *
 * <p>A hash table over {@link Granules}: each range hangs in the one or two granules that it touches at its level. Ranges may
 * overlap, and equal ranges are different ones.
 *
 * <pre>
 * field        written by            access            publishes
 * table        writers, under lock   volatile          the links reachable from it
 * table[i]     writers, under lock   volatile          the first link of a chain, and its range
 * Link.next    writers, under lock   volatile          the rest of the chain
 * levels       writers, under lock   volatile          which levels have had ranges; set before the first link is
 * </pre>
 *
 * <p>What a reader is owed. A range whose {@link #add} returned before the reader began, and whose {@link #remove} did not begin
 * before the reader was done, is seen. Removal keeps the removed link's own {@code next}, so that a reader standing on it goes on to
 * all that was behind it. A reader that finds the table replaced begins again, since ranges added since are in the new one only.
 * For a range that is added meanwhile see docs/memory-ordering.md.
 *
 * @param <R> the kind of range
 */
public abstract class RangeIndex<R extends Range> {
  private static final int FIRST_CAPACITY = 64;

  private static final class Link<R> {
    final long key;
    final R range;
    volatile Link<R> next;

    Link(long key, R range) {
      this.key = key;
      this.range = range;
    }
  }

  private final ReentrantLock writing = new ReentrantLock();
  private volatile AtomicReferenceArray<Link<R>> table = new AtomicReferenceArray<>(FIRST_CAPACITY);
  private volatile long levels;
  private volatile int size;
  private int links; // under lock

  /** Ranges in the index now. */
  public final int size() {
    return size;
  }

  /** Adds a range; the same object at most once. */
  public final void add(R range) {
    int level = Granules.level(range.end() - range.start());
    long first = range.start() >>> level;
    long last = range.end() - 1 >>> level;
    // allocated before anything is changed, so that running out of memory leaves nothing behind
    Link<R> firstLink = new Link<>(Granules.key(level, first), range);
    Link<R> lastLink = first == last ? null : new Link<>(Granules.key(level, last), range);
    writing.lock();
    try {
      growIfFull();
      levels = levels | 1L << level;
      link(table, firstLink);
      links++;
      if (lastLink != null) {
        link(table, lastLink);
        links++;
      }
      size = size + 1;
    } finally {
      writing.unlock();
    }
  }

  /** Takes a range out again; returns whether it was there. */
  public final boolean remove(R range) {
    int level = Granules.level(range.end() - range.start());
    writing.lock();
    try {
      long first = range.start() >>> level;
      long last = range.end() - 1 >>> level;
      if (!unlink(Granules.key(level, first), range)) {
        return false;
      }
      if (last != first) {
        unlink(Granules.key(level, last), range);
      }
      size = size - 1;
      return true;
    } finally {
      writing.unlock();
    }
  }

  private static <R> void link(AtomicReferenceArray<Link<R>> into, Link<R> link) {
    int i = Granules.hash(link.key) & into.length() - 1;
    link.next = into.get(i);
    into.set(i, link);
  }

  private boolean unlink(long key, R range) {
    AtomicReferenceArray<Link<R>> t = table;
    int i = Granules.hash(key) & t.length() - 1;
    Link<R> before = null;
    for (Link<R> l = t.get(i); l != null; before = l, l = l.next) {
      if (l.range == range && l.key == key) {
        if (before == null) {
          t.set(i, l.next);
        } else {
          before.next = l.next;
        }
        links--;
        return true;
      }
    }
    return false;
  }

  private void growIfFull() {
    AtomicReferenceArray<Link<R>> old = table;
    if (links < old.length() || old.length() >= 1 << 29) {
      return;
    }
    // new links, since readers may stand on the old ones
    AtomicReferenceArray<Link<R>> larger = new AtomicReferenceArray<>(old.length() * 2);
    for (int i = 0; i < old.length(); i++) {
      for (Link<R> l = old.get(i); l != null; l = l.next) {
        link(larger, new Link<>(l.key, l.range));
      }
    }
    table = larger;
  }

  /**
   * Visits each range that overlaps {@code [from, to)}, mostly once: again when the table grows meanwhile. Allocates nothing. Takes any
   * numbers: what lies outside of 0 to 2^63 - 1 holds no ranges.
   *
   * @param argument handed to each visit
   * @param carry handed to the first visit; each visit's result goes to the next one
   * @return the last visit's result, or {@code carry} if there was none
   */
  protected final Object sweep(long start, long to, long argument, Object carry) {
    long from = Math.max(0, start);
    Object carried = carry;
    if (to <= from) {
      return carried;
    }
    AtomicReferenceArray<Link<R>> t;
    do {
      t = table;
      long used = levels;
      if (used != 0 && to - from >>> Long.numberOfTrailingZeros(used) >= t.length()) {
        return sweepAll(from, to, argument, carried);
      }
      for (long left = used; left != 0; left &= left - 1) {
        int level = Long.numberOfTrailingZeros(left);
        long last = to - 1 >>> level;
        for (long granule = from >>> level; granule <= last; granule++) {
          carried = sweepGranule(t, level, granule, from, to, argument, carried);
        }
      }
    } while (t != table);
    return carried;
  }

  private Object sweepGranule(
      AtomicReferenceArray<Link<R>> t, int level, long granule, long from, long to, long argument, Object carry) {
    Object carried = carry;
    long key = Granules.key(level, granule);
    for (Link<R> l = t.get(Granules.hash(key) & t.length() - 1); l != null; l = l.next) {
      if (l.key == key && l.range.overlaps(from, to) && granule == Math.max(from, l.range.start()) >>> level) {
        carried = visit(l.range, argument, carried);
      }
    }
    return carried;
  }

  /** {@link #sweep} by looking at every link: for ranges of more granules than there are chains. */
  protected final Object sweepAll(long from, long to, long argument, Object carry) {
    Object carried = carry;
    AtomicReferenceArray<Link<R>> t;
    do {
      t = table;
      for (int i = 0; i < t.length(); i++) {
        for (Link<R> l = t.get(i); l != null; l = l.next) {
          // one visit for a range that hangs in two granules: the one where it begins
          int level = (int) (l.key & 63);
          if (l.range.overlaps(from, to) && l.key >>> 6 == l.range.start() >>> level) {
            carried = visit(l.range, argument, carried);
          }
        }
      }
    } while (t != table);
    return carried;
  }

  /** Looks at each range that is in the index all the while, once. Takes the writers' lock; {@code action} must not write. */
  public final void forEach(Consumer<? super R> action) {
    writing.lock();
    try {
      AtomicReferenceArray<Link<R>> t = table;
      for (int i = 0; i < t.length(); i++) {
        for (Link<R> l = t.get(i); l != null; l = l.next) {
          if (l.key >>> 6 == l.range.start() >>> (int) (l.key & 63)) {
            action.accept(l.range);
          }
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Called for each range of a sweep; must not write to this index. */
  protected abstract Object visit(R range, long argument, Object carried);

  /** Returns a range that contains {@code [from, to)} and that {@link #accept} takes, or null. */
  protected final R find(long from, long to, long argument) {
    AtomicReferenceArray<Link<R>> t;
    do {
      t = table;
      long enough = -1L << Granules.level(to - from);
      for (long left = levels & enough; left != 0; left &= left - 1) {
        int level = Long.numberOfTrailingZeros(left);
        long key = Granules.key(level, from >>> level);
        for (Link<R> l = t.get(Granules.hash(key) & t.length() - 1); l != null; l = l.next) {
          if (l.key == key && l.range.contains(from, to) && accept(l.range, argument)) {
            return l.range;
          }
        }
      }
    } while (t != table);
    return null;
  }

  /** Whether a range that contains what {@link #find} looks for will do; may have an effect, such as taking a lease. */
  protected abstract boolean accept(R range, long argument);
}
