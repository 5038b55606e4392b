package io.pindown.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The table of a {@link RangeIndex}: for each granule of a range one place, in buckets of seven with {@link Tags}. Of fixed size.
 *
 * <pre>
 * field      written by            access            publishes
 * places[i]  writers, under lock   release, acquire  the range or the bundle; written before its tag, cleared after it
 * tags[b]    writers, under lock   release, acquire  which places of the bucket may hold a granule
 * </pre>
 *
 * <p>A reader that finds a tag and then no range, or another range than it looked for, has met a change made meanwhile; it owes nothing
 * to what comes and goes while it looks. Bit 7 of a tag says that the range begins in another granule.
 */
final class RangeTable<R extends Range> {
  private static final int REACH = 12;
  private static final int ALONE = 3;
  private static final int TAIL = 0x80;
  private static final VarHandle TAG = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

  private final long[] tags;
  private final Object[] places;
  private final int mask;
  private final int reach;

  /**
   * @param buckets a power of two
   */
  RangeTable(int buckets) {
    tags = new long[buckets];
    places = new Object[buckets * Tags.PLACES];
    mask = buckets - 1;
    reach = Math.min(REACH, buckets);
  }

  int buckets() {
    return mask + 1;
  }

  int capacity() {
    return places.length;
  }

  // ---- readers ----

  /** Tags of a bucket. */
  long word(int bucket) {
    return (long) TAG.getAcquire(tags, bucket);
  }

  int home(long spread) {
    return Granules.bucket(spread, mask);
  }

  /** Buckets to look at from the home on, given the home's tags. */
  static int probes(long homeWord) {
    return Tags.farthest(homeWord) + 1;
  }

  int next(int bucket, long spread) {
    return bucket + Granules.stride(spread) & mask;
  }

  /** A range, a {@link Bundle}, or null. */
  Object at(int bucket, int place) {
    return PLACE.getAcquire(places, bucket * Tags.PLACES + place);
  }

  // ---- writers, under the index's lock ----

  /** Hangs a range in one of its granules; false if there is no room near the granule's home. */
  boolean add(long key, R range, boolean tail) {
    long spread = Granules.spread(key);
    int home = home(spread);
    int tag = Tags.of(spread);
    int free = -1;
    int away = 0;
    int same = 0;
    int bucket = home;
    int probes = probes(tags[home]);
    for (int probe = 0; probe < (free < 0 ? reach : probes); probe++, bucket = next(bucket, spread)) {
      long word = tags[bucket];
      for (long m = Tags.matches(word, tag); m != 0; m &= m - 1) {
        Object held = places[bucket * Tags.PLACES + Tags.place(m)];
        if (held instanceof Bundle<?> bundle && bundle.key == key) {
          this.<R>cast(bundle).add(range);
          return true;
        }
        if (held instanceof Range other && hangsIn(other, key)) {
          same++;
        }
      }
      if (free < 0 && Tags.matches(word, 0) != 0) {
        free = bucket;
        away = probe;
      }
    }
    if (free < 0) {
      return false;
    }
    if (same < ALONE) {
      put(home, free, away, tag | (tail ? TAIL : 0), range);
    } else {
      Bundle<R> bundle = new Bundle<>(key);
      bundle.add(range);
      put(home, free, away, tag, bundle);
    }
    return true;
  }

  /** Loads what {@link #add} reads first; any thread. */
  int preload(long key) {
    int home = home(Granules.spread(key));
    return (int) tags[home] + (places[home * Tags.PLACES] == null ? 0 : 1);
  }

  private void put(int home, int bucket, int away, int tag, Object held) {
    long word = tags[bucket];
    int place = Tags.place(Tags.matches(word, 0));
    PLACE.setRelease(places, bucket * Tags.PLACES + place, held);
    if (away != 0) {
      TAG.setRelease(tags, home, Tags.moreOverflow(tags[home], away)); // first: who sees the tag must have been sent there
    }
    TAG.setRelease(tags, bucket, tags[bucket] + Tags.change(place, Tags.at(word, place), tag));
  }

  /** Takes a range out of one of its granules; false if it does not hang there. */
  boolean remove(long key, R range) {
    long spread = Granules.spread(key);
    int home = home(spread);
    int tag = Tags.of(spread);
    int bucket = home;
    for (int probe = 0; probe < reach; probe++, bucket = next(bucket, spread)) {
      for (long m = Tags.matches(tags[bucket], tag); m != 0; m &= m - 1) {
        int place = Tags.place(m);
        Object held = places[bucket * Tags.PLACES + place];
        if (held == range && hangsIn(range, key) && isTail(bucket, place) == isTailKey(range, key)) {
          clear(home, bucket, place);
          return true;
        }
        if (held instanceof Bundle<?> bundle && bundle.key == key && this.<R>cast(bundle).remove(range)) {
          if (bundle.isEmpty()) {
            clear(home, bucket, place);
          }
          return true;
        }
      }
    }
    return false;
  }

  private void clear(int home, int bucket, int place) {
    long word = tags[bucket];
    TAG.setRelease(tags, bucket, word + Tags.change(place, Tags.at(word, place), 0));
    PLACE.setRelease(places, bucket * Tags.PLACES + place, null);
    if (bucket != home) {
      TAG.setRelease(tags, home, Tags.lessOverflow(tags[home]));
    }
  }

  /** Copies everything into a larger table; false if that has no room for it. */
  boolean copyInto(RangeTable<R> larger) {
    for (int i = 0; i < places.length; i++) {
      Object held = places[i];
      if (held instanceof Bundle<?> bundle) {
        Bundle<R> own = cast(bundle);
        Object[] all = own.places();
        for (int j = 0; j < all.length; j++) {
          R range = Bundle.at(all, j);
          if (range != null && !larger.add(bundle.key, range, isTailKey(range, bundle.key))) {
            return false;
          }
        }
      } else if (held != null && !copyOne(larger, this.<R>range(held), isTail(i / Tags.PLACES, i % Tags.PLACES))) {
        return false;
      }
    }
    return true;
  }

  private boolean copyOne(RangeTable<R> larger, R range, boolean tail) {
    int level = Granules.level(range.end() - range.start());
    long granule = tail ? range.end() - 1 >>> level : range.start() >>> level;
    return larger.add(Granules.key(level, granule), range, tail);
  }

  /** Whether the range at a place begins in another granule; for a place that holds no bundle. */
  boolean isTail(int bucket, int place) {
    return isTail(tags[bucket], place);
  }

  /** The same by a bucket's tags as {@link #word} gave them. */
  static boolean isTail(long word, int place) {
    return (Tags.at(word, place) & TAIL) != 0;
  }

  static boolean isTailKey(Range range, long key) {
    return range.start() >>> (int) (key & 63) != key >>> 6;
  }

  private static boolean hangsIn(Range range, long key) {
    int level = Granules.level(range.end() - range.start());
    return Granules.key(level, range.start() >>> level) == key || Granules.key(level, range.end() - 1 >>> level) == key;
  }

  @SuppressWarnings("unchecked")
  <T extends Range> Bundle<T> cast(Bundle<?> bundle) {
    return (Bundle<T>) bundle;
  }

  @SuppressWarnings("unchecked")
  <T extends Range> T range(Object held) {
    return (T) held;
  }
}
