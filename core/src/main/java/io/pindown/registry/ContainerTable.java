package io.pindown.registry;

import io.pindown.index.Granules;
import io.pindown.index.Tags;

/**
 * A lock-free hash table from the bases of containers to their values, of fixed capacity. Nothing is allocated after construction.
 *
 * <p>Buckets of seven places with {@link Tags}; a place is a base and a value. Looking for a base that is not there reads one word of
 * tags, as long as no base that has its home in that bucket had to go elsewhere. A removed base keeps its place until another one
 * needs it, because allocators give the same addresses again and again: to add it again then takes one CAS, as its removal does.
 *
 * <pre>
 * word    written by                        access              publishes
 * value   adder, remover, marker            CAS                 the container; who owns it is decided here alone
 *         claimer of a dead place           CAS to BUSY, then   the new base and the new tag
 *                                           release
 * base    claimer, while BUSY               release, acquire    -
 * tag     claimer, while BUSY               getAndAdd, acquire  that the base may be here
 * over-   claimer: more before it places    CAS, acquire        that some base of this bucket is elsewhere, and how far
 * flow    elsewhere, less for what it
 *         replaces
 * </pre>
 *
 * <p>A value of size 0 is dead. Each claim of a place moves the version in its value, so a CAS on a value that was read before its base
 * was found to be right fails if the place has had another base meanwhile. One entry's {@code add} must happen before a {@code remove}
 * that is to find it.
 */
final class ContainerTable {
  static final long SIZE = (1L << 47) - 1;
  /** Memory that may not be relied on any more, since an event was lost; only its end still matters. */
  static final long FORGOTTEN = 1L << 59;
  /** Some watch lies, or lay, in the container and is of another level than the container. */
  static final long PARTS = 1L << 60;
  /** Some watch lies, or lay, in the container. */
  static final long WATCHED = 1L << 61;
  static final long MAPPING = 1L << 62;

  private static final long ONE_VERSION = SIZE + 1;
  private static final long VERSION = ((1L << 11) - 1) * ONE_VERSION;
  private static final long BUSY = 1L << 58;
  private static final int REACH = 12;
  private static final int NONE = -1;
  private static final int SAMPLE = 128;

  private final long[] tags;
  private final long[] words;
  private final int mask;
  private final int reach;

  /**
   * @param buckets a power of two; seven containers each
   */
  ContainerTable(int buckets) {
    tags = new long[buckets];
    words = new long[buckets * Tags.PLACES * 2];
    mask = buckets - 1;
    reach = Math.min(REACH, buckets);
  }

  private static boolean isLive(long value) {
    return (value & SIZE) != 0;
  }

  private static boolean isFree(long value) {
    return (value & (SIZE | BUSY)) == 0;
  }

  private static int word(int bucket, int place) {
    return (bucket * Tags.PLACES + place) * 2;
  }

  /** Adds a container; {@code value} is its size, above 0, with flags. Returns false if there is no room near the base's home. */
  boolean add(long base, long value) {
    long spread = Granules.spread(base);
    return revive(base, spread, value) || claim(base, spread, value);
  }

  /** Adds at the place that the base had before, if it still has it. */
  private boolean revive(long base, long spread, long value) {
    int bucket = Granules.bucket(spread, mask);
    long tagWord = LongWords.getAcquire(tags, bucket);
    for (int probes = Tags.farthest(tagWord); ; probes--) {
      for (long m = Tags.matches(tagWord, Tags.of(spread)); m != 0; m &= m - 1) {
        int i = word(bucket, Tags.place(m));
        long held = LongWords.getAcquire(words, i + 1);
        if (isFree(held) && LongWords.getAcquire(words, i) == base && LongWords.cas(words, i + 1, held, value | held & VERSION)) {
          return true;
        }
      }
      if (probes == 0) {
        return false;
      }
      bucket = bucket + Granules.stride(spread) & mask;
      tagWord = LongWords.getAcquire(tags, bucket);
    }
  }

  private boolean claim(long base, long spread, long value) {
    int bucket = Granules.bucket(spread, mask);
    for (int probe = 0; probe < reach; probe++, bucket = bucket + Granules.stride(spread) & mask) {
      // places that never had a base first: those that had one may get it again
      long fresh = Tags.matches(LongWords.getAcquire(tags, bucket), 0);
      if (claimOneOf(fresh, bucket, probe, base, spread, value) || claimOneOf(~fresh & Tags.ALL, bucket, probe, base, spread, value)) {
        return true;
      }
    }
    return false;
  }

  private boolean claimOneOf(long places, int bucket, int probe, long base, long spread, long value) {
    for (long m = places; m != 0; m &= m - 1) {
      int place = Tags.place(m);
      int i = word(bucket, place);
      long held = LongWords.getAcquire(words, i + 1);
      long version = held + ONE_VERSION & VERSION;
      if (isFree(held) && LongWords.cas(words, i + 1, held, BUSY | version)) {
        occupy(bucket, place, probe, base, spread);
        LongWords.setVolatile(words, i + 1, value | version); // before the adder looks which sieve to mark
        return true;
      }
    }
    return false;
  }

  private void occupy(int bucket, int place, int probe, long base, long spread) {
    if (probe != 0) {
      overflow(Granules.bucket(spread, mask), probe); // a search for this base that begins after add() must not stop at its home
    }
    int tag = Tags.of(spread);
    int i = word(bucket, place);
    long before = LongWords.getAcquire(words, i);
    LongWords.setRelease(words, i, base);
    int tagBefore = Tags.at(LongWords.getAcquire(tags, bucket), place);
    if (tagBefore != tag) {
      LongWords.getAndAdd(tags, bucket, Tags.change(place, tagBefore, tag));
    }
    int homeBefore = Granules.bucket(Granules.spread(before), mask);
    if (before != 0 && homeBefore != bucket) {
      overflow(homeBefore, 0);
    }
  }

  /** One base more of this bucket is so many probes away; or one less is, for 0. */
  private void overflow(int bucket, int probe) {
    long now;
    long then;
    do {
      now = LongWords.getVolatile(tags, bucket);
      then = probe == 0 ? Tags.lessOverflow(now) : Tags.moreOverflow(now, probe);
    } while (now != then && !LongWords.cas(tags, bucket, now, then));
  }

  /** The place of a live container, or {@link #NONE}. */
  private int find(long base) {
    long spread = Granules.spread(base);
    int bucket = Granules.bucket(spread, mask);
    long tagWord = LongWords.getAcquire(tags, bucket);
    for (int probes = Tags.farthest(tagWord); ; probes--) {
      for (long m = Tags.matches(tagWord, Tags.of(spread)); m != 0; m &= m - 1) {
        int i = word(bucket, Tags.place(m));
        if (LongWords.getAcquire(words, i) == base && isLive(LongWords.getAcquire(words, i + 1))) {
          return i;
        }
      }
      if (probes == 0) {
        return NONE;
      }
      bucket = bucket + Granules.stride(spread) & mask;
      tagWord = LongWords.getAcquire(tags, bucket);
    }
  }

  /** Takes a container out; returns its size and flags, or 0 if it is not there. */
  long remove(long base) {
    for (int i = find(base); i != NONE; i = find(base)) {
      long value = LongWords.getAcquire(words, i + 1);
      // in this order: if the base is right after the value was read, the version in the value is this base's
      if (isLive(value)
          && LongWords.getAcquire(words, i) == base
          && LongWords.cas(words, i + 1, value, value & VERSION)) {
        return value & ~VERSION;
      }
    }
    return 0;
  }

  /** Sets flags of a container; returns its size and flags, or 0 if it is not there. */
  long mark(long base, long flags) {
    for (int i = find(base); i != NONE; i = find(base)) {
      long value = LongWords.getAcquire(words, i + 1);
      if (isLive(value)
          && LongWords.getAcquire(words, i) == base
          && LongWords.cas(words, i + 1, value, value | flags)) {
        return (value | flags) & ~VERSION;
      }
    }
    return 0;
  }

  /** Relies again on a container that is {@link #FORGOTTEN}, if it is there and of this size; false if it is not. */
  boolean recall(long base, long size) {
    for (int i = find(base); i != NONE; i = find(base)) {
      long value = LongWords.getAcquire(words, i + 1);
      if (isLive(value) && LongWords.getAcquire(words, i) == base) {
        if ((value & SIZE) != size) {
          return false;
        }
        if (LongWords.cas(words, i + 1, value, value & ~FORGOTTEN)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Size and flags of a container, or 0. */
  long get(long base) {
    for (int i = find(base); i != NONE; i = find(base)) {
      long value = LongWords.getAcquire(words, i + 1);
      if (isLive(value) && LongWords.getAcquire(words, i) == base && LongWords.getAcquire(words, i + 1) == value) {
        return value & ~VERSION;
      }
    }
    return 0;
  }

  /** The words of tags, for who filters by them. */
  long[] tags() {
    return tags;
  }

  /** Whether no place of a bucket ever had a container. */
  boolean isUntouched(int bucket) {
    return LongWords.getAcquire(tags, bucket) << 8 == 0;
  }

  /** The base at one of a bucket's places, 0 to 6, or 0 if no container is there: for looking at all of them. */
  long baseAt(int bucket, int place) {
    int i = word(bucket, place);
    return isLive(LongWords.getAcquire(words, i + 1)) ? LongWords.getAcquire(words, i) : 0;
  }

  /** Whether three quarters of some buckets' places are taken: time for a larger table. */
  boolean isCrowded(int from) {
    int looked = Math.min(SAMPLE, mask + 1);
    int taken = 0;
    for (int i = 0; i < looked; i++) {
      int bucket = from + i & mask;
      for (int place = 0; place < Tags.PLACES; place++) {
        taken += baseAt(bucket, place) == 0 ? 0 : 1;
      }
    }
    return taken * 4 > looked * Tags.PLACES * 3;
  }
}
