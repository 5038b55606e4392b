package io.pindown.registry;

import io.pindown.index.Granules;
import java.util.function.LongConsumer;

/**
 * Where containers begin, by granule: finds the base of the container around an address. Lock-free, of fixed capacity.
 *
 * <p>It says only where to look. Whether a container is live, and how long, {@link Containers} knows, so a base is not taken out when
 * its container ends: it is there already when the allocator gives the same address again, and makes room when another base needs it.
 *
 * <pre>
 * word     written by                        access          publishes
 * base     adder into 0                      CAS             that a container may begin in this granule
 *          adder that wants a dead base's    CAS to marked,  marked still counts as the old base for who looks for containers, and
 *          place                             release         as another base for who adds it
 * farthest adder, before it places elsewhere CAS             how many probes it takes; never lowered
 * </pre>
 *
 * <p>To replace a base: mark it, then look whether its container is dead, then overwrite it, or take the mark back. Who adds a container
 * makes it live first and then looks for its base here: either the replacer sees it live, or the adder sees the mark and adds the base
 * again.
 */
final class GranuleSet {
  private static final int PLACES = 7;
  private static final int BUCKET = PLACES + 1;
  /** Words before the first bucket, so that each is in one cache line where the array begins a page or a heap region, as large ones do. */
  private static final int LEAD = 6;
  private static final int REACH = 12;
  private static final long MARK = Long.MIN_VALUE;

  private final long[] words;
  private final int mask;
  private final int reach;
  private final Containers containers;

  GranuleSet(int buckets, Containers containers) {
    words = new long[LEAD + buckets * BUCKET];
    mask = buckets - 1;
    reach = Math.min(REACH, buckets);
    this.containers = containers;
  }

  private static long spread(int level, long granule) {
    return Granules.spread(Granules.key(level, granule));
  }

  /** The word of a bucket's first place. */
  private static int first(int bucket) {
    return LEAD + bucket * BUCKET;
  }

  private int next(int bucket, long spread) {
    return bucket + Granules.stride(spread) & mask;
  }

  /** Probes after the first that it takes to meet all bases of a bucket. */
  private long farthest(int home) {
    return LongWords.getAcquire(words, first(home) + PLACES);
  }

  private void go(int home, int probe) {
    for (long now = farthest(home); now < probe; now = farthest(home)) {
      LongWords.cas(words, first(home) + PLACES, now, probe);
    }
  }

  /** Adds the base of a container that is live already; false if there is no room. */
  boolean add(int level, long base) {
    long spread = spread(level, base >>> level);
    int home = Granules.bucket(spread, mask);
    if (contains(home, spread, base)) {
      return true;
    }
    int bucket = home;
    for (int probe = 0; probe < reach; probe++, bucket = next(bucket, spread)) {
      go(home, probe); // before the base is there: who looks for it after add() must not stop short
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        long held = LongWords.getAcquire(words, i);
        if (held == 0 ? LongWords.cas(words, i, 0, base) : held > 0 && replace(i, held, base)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean contains(int home, long spread, long base) {
    int bucket = home;
    for (long probes = farthest(home); probes >= 0; probes--, bucket = next(bucket, spread)) {
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        if (LongWords.getVolatile(words, i) == base) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean replace(int i, long held, long base) {
    if (containers.isLive(held) || !LongWords.cas(words, i, held, held | MARK)) {
      return false;
    }
    LongWords.fullFence();
    boolean dead = !containers.isLive(held);
    LongWords.setVolatile(words, i, dead ? base : held);
    return dead;
  }

  /** The base of a live container that begins in the granule and contains {@code [start, end)}, or 0. */
  long around(int level, long granule, long start, long end) {
    long spread = spread(level, granule);
    int bucket = Granules.bucket(spread, mask);
    for (long probes = farthest(bucket); probes >= 0; probes--, bucket = next(bucket, spread)) {
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        long base = LongWords.getAcquire(words, i) & ~MARK;
        if (base != 0 && base <= start && base >>> level == granule && containers.contains(base, start, end)) {
          return base;
        }
      }
    }
    return 0;
  }

  /** Loads what {@link #noteWatch} reads first; see {@link AddressSpace#preload}. */
  long preload(int level, long granule) {
    return words[first(Granules.bucket(spread(level, granule), mask)) + PLACES];
  }

  /** Notes a watch of {@code [start, end)} in all containers that begin in the granule and contain it; their values, united, or 0. */
  long noteWatch(int level, long granule, long start, long end) {
    long spread = spread(level, granule);
    int bucket = Granules.bucket(spread, mask);
    long noted = 0;
    for (long probes = farthest(bucket); probes >= 0; probes--, bucket = next(bucket, spread)) {
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        long base = LongWords.getAcquire(words, i) & ~MARK;
        if (base != 0 && base <= start && base >>> level == granule) {
          noted |= containers.noteWatch(base, start, end);
        }
      }
    }
    return noted;
  }

  /** The bases that begin, or began, in the granule. Not for events. */
  void forEach(int level, long granule, LongConsumer visit) {
    long spread = spread(level, granule);
    int bucket = Granules.bucket(spread, mask);
    for (long probes = farthest(bucket); probes >= 0; probes--, bucket = next(bucket, spread)) {
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        long base = LongWords.getAcquire(words, i) & ~MARK;
        if (base != 0 && base >>> level == granule) {
          visit.accept(base);
        }
      }
    }
  }

  /** Takes {@code [start, end)} out of all containers that begin in the granule, or forgets those that overlap it. */
  void meet(int level, long granule, long start, long end, boolean cut) {
    long spread = spread(level, granule);
    int bucket = Granules.bucket(spread, mask);
    for (long probes = farthest(bucket); probes >= 0; probes--, bucket = next(bucket, spread)) {
      for (int i = first(bucket), past = i + PLACES; i < past; i++) {
        long base = LongWords.getAcquire(words, i) & ~MARK;
        if (base != 0 && base < end && base >>> level == granule) {
          containers.meet(base, start, end, cut);
        }
      }
    }
  }
}
