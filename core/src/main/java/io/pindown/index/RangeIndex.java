package io.pindown.index;

import java.util.function.Consumer;

/**
 * Finds ranges by overlap and by containment. Readers take no lock, allocate nothing and never wait; writers take one lock.
 *
 * <p>A hash table over {@link Granules}: each range hangs in the one or two granules that it touches at its level. Ranges may
 * overlap, and equal ranges are different ones.
 *
 * <pre>
 * field        written by            access            publishes
 * table        writers, under lock   volatile          a larger table with everything in it
 * its places   writers, under lock   see RangeTable    the ranges
 * levels       writers, under lock   volatile          which levels have ranges: set before the first is in, cleared after the last
 * extent       writers, under lock   see Extent        from where to where a level has ranges: widened before a range is in
 * live         writers, under lock   -                 -
 * </pre>
 *
 * <p>What a reader is owed. A range whose {@link #add} returned before the reader began, and whose {@link #remove} did not begin
 * before the reader was done, is seen: it stays at its place until the table is replaced, and a replaced table is left as it was. A
 * reader that finds the table replaced begins again, since ranges added since are in the new one only. For a range that is added
 * meanwhile see docs/memory-ordering.md.
 *
 * @param <R> the kind of range
 */
public abstract class RangeIndex<R extends Range> {
  private static final int FIRST_BUCKETS = 16;
  private static final int MOST_BUCKETS = 1 << 27;

  private final SureLock writing = new SureLock();
  private final int[] live = new int[64];
  private final Extent extent = new Extent();
  private volatile RangeTable<R> table = new RangeTable<>(FIRST_BUCKETS);
  private volatile long levels;
  private volatile int size;
  private int held; // places that are taken, more or less; under lock

  /** Ranges in the index now. */
  public final int size() {
    return size;
  }

  /** Adds a range; the same object at most once. */
  public final void add(R range) {
    int level = Granules.level(range.end() - range.start());
    long first = Granules.key(level, range.start() >>> level);
    long last = Granules.key(level, range.end() - 1 >>> level);
    writing.lock();
    try {
      if (held > table.capacity() / 4 * 3) {
        grow();
      }
      extent.include(level, range.start(), range.end());
      if (live[level]++ == 0) {
        levels = levels | 1L << level;
      }
      boolean in = false;
      try {
        put(first, range, false);
        held++;
        if (first != last) {
          put(last, range, true);
          held++;
        }
        size = size + 1;
        in = true;
      } finally {
        if (!in) {
          table.remove(first, range);
          table.remove(last, range);
          left(level);
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Loads what {@link #add} of a range {@code [start, end)} reads first. What it returns means nothing. */
  public final int preload(long start, long end) {
    int level = Granules.level(end - start);
    RangeTable<R> t = table;
    return t.preload(Granules.key(level, start >>> level)) + t.preload(Granules.key(level, end - 1 >>> level));
  }

  private void put(long key, R range, boolean tail) {
    while (!table.add(key, range, tail)) {
      grow();
    }
  }

  private void grow() {
    RangeTable<R> old = table;
    RangeTable<R> larger;
    int buckets = old.buckets();
    do {
      if (buckets == MOST_BUCKETS) {
        throw new OutOfMemoryError("no room for another range beside " + size);
      }
      buckets *= 2;
      larger = new RangeTable<>(buckets);
    } while (!old.copyInto(larger));
    table = larger;
  }

  /** Takes a range out again; returns whether it was there. */
  public final boolean remove(R range) {
    int level = Granules.level(range.end() - range.start());
    long first = Granules.key(level, range.start() >>> level);
    long last = Granules.key(level, range.end() - 1 >>> level);
    writing.lock();
    try {
      if (!takeOut(level, first, last, range)) {
        return false;
      }
      held -= first == last ? 1 : 2;
      size = size - 1;
      return true;
    } finally {
      writing.unlock();
    }
  }

  private boolean takeOut(int level, long first, long last, R range) {
    boolean was = table.remove(first, range);
    if (last != first) {
      was |= table.remove(last, range);
    }
    if (was) {
      left(level);
    }
    return was;
  }

  private void left(int level) {
    if (--live[level] == 0) {
      levels = levels & ~(1L << level);
      extent.clear(level);
    }
  }

  /**
   * Visits each range that overlaps {@code [from, to)}, mostly once: again when the table grows meanwhile. Allocates nothing. Takes any
   * numbers: what lies outside of 0 to 2^63 - 1 holds no ranges.
   *
   * @param argument handed to each visit
   * @param carry handed to the first visit; each visit's result goes to the next one
   * @return the last visit's result, or {@code carry} if there was none
   */
  protected final Object sweep(long from, long to, long argument, Object carry) {
    return sweep(from, to, -1L, argument, carry);
  }

  /** {@link #sweep} for those levels, a bit each, only: for who knows that there are no ranges of others. */
  protected final Object sweep(long start, long to, long among, long argument, Object carry) {
    long from = Math.max(0, start);
    Object carried = carry;
    if (to <= from) {
      return carried;
    }
    try {
      RangeTable<R> t;
      do {
        t = table;
        long used = levels & among;
        if (used != 0 && to - from >>> Long.numberOfTrailingZeros(used) >= t.capacity()) {
          Object handedOn = carried;
          carried = null; // what is abandoned there is not abandoned here again
          return sweepPlaces(from, to, argument, handedOn);
        }
        for (long left = used; left != 0; left &= left - 1) {
          int level = Long.numberOfTrailingZeros(left);
          // no further than there are ranges of this level: a large block beside a small range costs what the range does
          long last = Math.min(to, extent.highest(level)) - 1 >> level;
          for (long granule = Math.max(from, extent.lowest(level)) >>> level; granule <= last; granule++) {
            Object handedOn = carried;
            carried = null;
            carried = sweepGranule(t, level, granule, from, to, argument, handedOn);
          }
        }
      } while (t != table);
      return carried;
    } catch (Throwable t) {
      abandon(carried);
      throw t;
    }
  }

  private Object sweepGranule(RangeTable<R> t, int level, long granule, long from, long to, long argument, Object carry) {
    Object carried = carry;
    try {
      long key = Granules.key(level, granule);
      long spread = Granules.spread(key);
      int bucket = t.home(spread);
      long word = t.word(bucket);
      for (int probes = RangeTable.probes(word); probes > 0; probes--) {
        for (long m = Tags.matches(word, Tags.of(spread)); m != 0; m &= m - 1) {
          int place = Tags.place(m);
          Object held = t.at(bucket, place);
          Object handedOn = carried;
          carried = null;
          if (held instanceof Bundle<?> bundle) {
            carried = bundle.key == key ? visitBundle(t.cast(bundle), level, granule, from, to, argument, handedOn) : handedOn;
          } else if (held == null || RangeTable.isTail(word, place) != RangeTable.isTailKey(t.<R>range(held), key)) {
            carried = handedOn; // a range whose two granules have one bucket and one tag is met twice here
          } else {
            carried = visitOne(t.<R>range(held), level, granule, from, to, argument, handedOn);
          }
        }
        bucket = t.next(bucket, spread);
        word = t.word(bucket);
      }
      return carried;
    } catch (Throwable t2) {
      abandon(carried);
      throw t2;
    }
  }

  private Object visitBundle(Bundle<R> bundle, int level, long granule, long from, long to, long argument, Object carry) {
    Object carried = carry;
    try {
      Object[] places = bundle.places();
      for (int i = 0; i < places.length; i++) {
        R range = Bundle.at(places, i);
        if (range != null) {
          Object handedOn = carried;
          carried = null;
          carried = visitOne(range, level, granule, from, to, argument, handedOn);
        }
      }
      return carried;
    } catch (Throwable t) {
      abandon(carried);
      throw t;
    }
  }

  /** Visits a range in the first granule of the sweep that it hangs in, and in no other: the place may have been of another key. */
  private Object visitOne(R range, int level, long granule, long from, long to, long argument, Object carry) {
    return range.overlaps(from, to)
            && granule == Math.max(from, range.start()) >>> level
            && level == Granules.level(range.end() - range.start())
        ? visit(range, argument, carry)
        : carry;
  }

  /** {@link #sweep} by looking at every place: for ranges of more granules than there are places. */
  protected final Object sweepAll(long from, long to, long argument, Object carry) {
    return sweepPlaces(from, to, argument, carry);
  }

  private Object sweepPlaces(long from, long to, long argument, Object carry) {
    Object carried = carry;
    try {
      RangeTable<R> t;
      do {
        t = table;
        for (int bucket = 0; bucket < t.buckets(); bucket++) {
          for (long m = ~Tags.matches(t.word(bucket), 0) & Tags.ALL; m != 0; m &= m - 1) {
            Object handedOn = carried;
            carried = null;
            carried = sweepPlace(t, bucket, Tags.place(m), from, to, argument, handedOn);
          }
        }
      } while (t != table);
      return carried;
    } catch (Throwable t) {
      abandon(carried);
      throw t;
    }
  }

  private Object sweepPlace(RangeTable<R> t, int bucket, int place, long from, long to, long argument, Object carry) {
    Object held = t.at(bucket, place);
    if (held instanceof Bundle<?> bundle) {
      return sweepBundle(t.cast(bundle), from, to, argument, carry);
    }
    if (held != null && !t.isTail(bucket, place)) {
      R range = t.range(held);
      if (range.overlaps(from, to)) {
        return visit(range, argument, carry);
      }
    }
    return carry;
  }

  private Object sweepBundle(Bundle<R> bundle, long from, long to, long argument, Object carry) {
    Object carried = carry;
    try {
      Object[] places = bundle.places();
      for (int i = 0; i < places.length; i++) {
        R range = Bundle.at(places, i);
        if (range != null && !RangeTable.isTailKey(range, bundle.key) && range.overlaps(from, to)) {
          Object handedOn = carried;
          carried = null;
          carried = visit(range, argument, handedOn);
        }
      }
      return carried;
    } catch (Throwable t) {
      abandon(carried);
      throw t;
    }
  }

  /** Looks at each range that is in the index all the while, once. Takes the writers' lock; {@code action} must not write. */
  public final void forEach(Consumer<? super R> action) {
    writing.lock();
    try {
      RangeTable<R> t = table;
      for (int bucket = 0; bucket < t.buckets(); bucket++) {
        for (int place = 0; place < Tags.PLACES; place++) {
          forEachAt(t, bucket, place, action);
        }
      }
    } finally {
      writing.unlock();
    }
  }

  private void forEachAt(RangeTable<R> t, int bucket, int place, Consumer<? super R> action) {
    Object held = t.at(bucket, place);
    if (held instanceof Bundle<?> bundle) {
      Bundle<R> own = t.cast(bundle);
      for (int i = 0; i < own.places().length; i++) {
        R range = Bundle.at(own.places(), i);
        if (range != null && !RangeTable.isTailKey(range, own.key)) {
          action.accept(range);
        }
      }
    } else if (held != null && !t.isTail(bucket, place)) {
      action.accept(t.range(held));
    }
  }

  /** A sweep fails between two visits; hears what the last visit that was over has returned. */
  protected void abandon(Object carried) {}

  /** Called for each range of a sweep; must not write to this index. If it fails, what was carried is its own to end: no other hears of it. */
  protected abstract Object visit(R range, long argument, Object carried);

  /** Returns a range that contains {@code [from, to)} and that {@link #accept} takes, or null. */
  protected final R find(long from, long to, long argument, Object owner) {
    RangeTable<R> t;
    do {
      t = table;
      long enough = -1L << Granules.level(to - from);
      for (long left = levels & enough; left != 0; left &= left - 1) {
        int level = Long.numberOfTrailingZeros(left);
        R found = findInGranule(t, Granules.key(level, from >>> level), from, to, argument, owner);
        if (found != null) {
          return found;
        }
      }
    } while (t != table);
    return null;
  }

  private R findInGranule(RangeTable<R> t, long key, long from, long to, long argument, Object owner) {
    long spread = Granules.spread(key);
    int bucket = t.home(spread);
    long word = t.word(bucket);
    for (int probes = RangeTable.probes(word); probes > 0; probes--) {
      for (long m = Tags.matches(word, Tags.of(spread)); m != 0; m &= m - 1) {
        Object held = t.at(bucket, Tags.place(m));
        R found = held instanceof Bundle<?> bundle
            ? bundle.key == key ? findInBundle(t.cast(bundle), from, to, argument, owner) : null
            : fits(t.range(held), from, to, argument, owner);
        if (found != null) {
          return found;
        }
      }
      bucket = t.next(bucket, spread);
      word = t.word(bucket);
    }
    return null;
  }

  private R findInBundle(Bundle<R> bundle, long from, long to, long argument, Object owner) {
    Object[] places = bundle.places();
    for (int i = 0; i < places.length; i++) {
      R found = fits(Bundle.at(places, i), from, to, argument, owner);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private R fits(R range, long from, long to, long argument, Object owner) {
    return range != null && range.contains(from, to) && accept(range, argument, owner) ? range : null;
  }

  /** Whether a range that contains what {@link #find} looks for will do; may have an effect, such as taking a lease. */
  protected abstract boolean accept(R range, long argument, Object owner);
}
