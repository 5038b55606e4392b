package io.pindown.bench.baseline;

import java.util.function.IntFunction;

/** Regions by address. */
public interface RegionMap {
  /** Adds a region, in use by nobody. */
  void add(long address, long length);

  /** Finds the region of a range, takes it and gives it back; returns whether it was there. */
  boolean takeAndGiveBack(long address, long length);

  /** The maps that there are. */
  enum Kind {
    /** {@link java.util.concurrent.ConcurrentSkipListMap}: containment, by a floor lookup without a lock. */
    SKIP_LIST(regions -> new SkipListRegions()),
    /** Caffeine, bounded by count: exact addresses only. */
    CAFFEINE(CaffeineRegions::new),
    /** Agrona's open-addressing map of primitive keys under a StampedLock: exact addresses only. */
    STAMPED_MAP(regions -> new StampedRegions());

    private final IntFunction<RegionMap> maker;

    Kind(IntFunction<RegionMap> maker) {
      this.maker = maker;
    }

    /** An empty map for so many regions. */
    public RegionMap make(int regions) {
      return maker.apply(regions);
    }
  }
}
