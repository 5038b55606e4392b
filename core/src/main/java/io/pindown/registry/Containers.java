package io.pindown.registry;

import io.pindown.index.Granules;

/**
 * The live containers: blocks and mappings that are freed or unmapped as a whole, each with its size. Lock-free, allocates nothing
 * on the way of an event.
 *
 * <p>Two tables. One by base, for the free that carries no length; one by granule, as in {@link io.pindown.index.RangeIndex}, for
 * finding the container around an address. What finds no room is not recorded, so it is unknown memory, which is never cached:
 * nothing is lost by it.
 *
 * <pre>
 * field        written by                    access                 publishes
 * byBase       the allocating, freeing       see LongTable          base -> size and kind
 * byGranule    thread of the container       see LongTable          granule -> base
 * levels       allocating threads            getAndAdd-free CAS     which levels have had containers; bits are only ever set
 * dropped      allocating threads            getAndAdd              nothing; a count
 * </pre>
 */
final class Containers {
  /** Set in a container's value when it is a mapping, which truncation of a file can change. */
  static final long MAPPING = 1L << 62;

  /** The most bytes that a container can have. */
  static final long LARGEST = (1L << 56) - 1;

  private static final int LEVELS = 0;
  private static final int DROPPED = 1;

  private final GrowingTable byBase;
  private final GrowingTable byGranule;
  private final long[] words = new long[2];

  /**
   * @param buckets of the first tables, a power of two; about one and a half containers each
   */
  Containers(int buckets) {
    byBase = new GrowingTable(buckets);
    byGranule = new GrowingTable(buckets * 2);
  }

  static long size(long value) {
    return value & LARGEST;
  }

  static boolean isMapping(long value) {
    return (value & MAPPING) != 0;
  }

  /**
   * Records a container of which none is there at {@code base}; returns false if there was no room.
   *
   * @param kind 0 or {@link #MAPPING}
   */
  boolean add(long base, long size, long kind) {
    if (size > LARGEST) {
      LongWords.getAndAdd(words, DROPPED, 1);
      return false;
    }
    int level = Granules.level(size);
    long used = LongWords.getVolatile(words, LEVELS);
    while ((used & 1L << level) == 0) {
      LongWords.cas(words, LEVELS, used, used | 1L << level);
      used = LongWords.getVolatile(words, LEVELS);
    }
    long first = base >>> level;
    long last = base + size - 1 >>> level;
    if (byGranule.add(Granules.key(level, first), base)) {
      if (first == last || byGranule.add(Granules.key(level, last), base)) {
        if (byBase.add(base, size | kind)) {
          return true;
        }
        if (first != last) {
          byGranule.remove(Granules.key(level, last), base);
        }
      }
      byGranule.remove(Granules.key(level, first), base);
    }
    LongWords.getAndAdd(words, DROPPED, 1);
    return false;
  }

  /** Forgets the container at {@code base}; returns its size and kind, or 0 if none is known there. */
  long remove(long base) {
    long value = byBase.remove(base, 0);
    if (value != 0) {
      int level = Granules.level(size(value));
      long first = base >>> level;
      long last = base + size(value) - 1 >>> level;
      byGranule.remove(Granules.key(level, first), base);
      if (first != last) {
        byGranule.remove(Granules.key(level, last), base);
      }
    }
    return value;
  }

  /** Size and kind of the container at {@code base}, or 0. */
  long get(long base) {
    return byBase.get(base);
  }

  /** The base of a container that contains {@code [start, end)}, or 0. */
  long around(long start, long end) {
    for (long left = LongWords.getVolatile(words, LEVELS); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long key = Granules.key(level, start >>> level);
      for (LongTable table : byGranule.tables()) {
        for (int step = 0; step < table.steps(key); step++) {
          long base = table.at(key, step);
          if (base != 0 && base <= start && end <= base + size(byBase.get(base))) {
            return base;
          }
        }
      }
    }
    return 0;
  }

  /** Takes {@code [start, end)} out of all containers: what sticks out at either side stays a container. */
  void carve(long start, long end) {
    long value = byBase.get(start);
    if (value != 0 && start + size(value) <= end) {
      remove(start);
      if (start + size(value) == end) {
        return; // by far the most frequent case: a mapping that is unmapped as a whole
      }
    }
    for (long left = LongWords.getVolatile(words, LEVELS); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      if ((end - 1 >>> level) - (start >>> level) >= byBase.tables()[0].capacity()) {
        carveAll(start, end);
        return;
      }
      for (long granule = start >>> level; granule <= end - 1 >>> level; granule++) {
        carveGranule(Granules.key(level, granule), start, end);
      }
    }
  }

  private void carveGranule(long key, long start, long end) {
    for (LongTable table : byGranule.tables()) {
      for (int step = 0; step < table.steps(key); step++) {
        long base = table.at(key, step);
        if (base != 0) {
          cut(base, start, end);
        }
      }
    }
  }

  private void carveAll(long start, long end) {
    for (LongTable table : byBase.tables()) {
      for (int place = 0; place < table.capacity(); place++) {
        long base = table.keyAt(place);
        if (base != 0) {
          cut(base, start, end);
        }
      }
    }
  }

  private void cut(long base, long start, long end) {
    long value = byBase.get(base);
    long limit = base + size(value);
    if (value == 0 || base >= end || limit <= start || remove(base) == 0) {
      return;
    }
    if (base < start) {
      add(base, start - base, value & ~LARGEST);
    }
    if (end < limit) {
      add(end, limit - end, value & ~LARGEST);
    }
  }

  /** For when the end of some container may have gone unseen. */
  void forgetAll() {
    carveAll(0, Long.MAX_VALUE);
  }

  long live() {
    return byBase.entries();
  }

  long dropped() {
    return LongWords.getVolatile(words, DROPPED);
  }

  /** Makes room ahead of need; not called by events. */
  void growIfCrowded() {
    byBase.growIfCrowded();
    byGranule.growIfCrowded();
  }
}
