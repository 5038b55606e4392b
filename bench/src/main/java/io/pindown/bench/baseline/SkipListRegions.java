package io.pindown.bench.baseline;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The region with the greatest start at or below the address: finds any range inside a region, as long as regions do not overlap. */
final class SkipListRegions implements RegionMap {
  private final ConcurrentSkipListMap<Long, CountedRegion> byStart = new ConcurrentSkipListMap<>();

  @Override
  public void add(long address, long length) {
    byStart.put(address, new CountedRegion(address, length));
  }

  @Override
  public boolean takeAndGiveBack(long address, long length) {
    Map.Entry<Long, CountedRegion> entry = byStart.floorEntry(address);
    if (entry == null || !entry.getValue().take(address, length)) {
      return false;
    }
    entry.getValue().giveBack();
    return true;
  }
}
