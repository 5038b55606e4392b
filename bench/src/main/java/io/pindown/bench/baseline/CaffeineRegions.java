package io.pindown.bench.baseline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Caffeine keyed by address. Bounded, since an unbounded one would pin all memory; with room for all, so that it never evicts here. */
final class CaffeineRegions implements RegionMap {
  private final Cache<Long, CountedRegion> byStart;

  CaffeineRegions(int regions) {
    byStart = Caffeine.newBuilder().maximumSize(2L * regions).build();
  }

  @Override
  public void add(long address, long length) {
    byStart.put(address, new CountedRegion(address, length));
  }

  @Override
  public boolean takeAndGiveBack(long address, long length) {
    CountedRegion region = byStart.getIfPresent(address);
    if (region == null || !region.take(address, length)) {
      return false;
    }
    region.giveBack();
    return true;
  }
}
