package io.pindown.bench.baseline;

import java.util.concurrent.locks.StampedLock;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Agrona's map, read optimistically: with no lock if nobody wrote meanwhile, with the read lock otherwise. Its arrays are not meant for
 * readers beside a writer, so an optimistic read may see them torn; the stamp is checked before the result is used, and a failing
 * read is a failed stamp.
 */
final class StampedRegions implements RegionMap {
  private final Long2ObjectHashMap<CountedRegion> byStart = new Long2ObjectHashMap<>();
  private final StampedLock lock = new StampedLock();

  @Override
  public void add(long address, long length) {
    long stamp = lock.writeLock();
    try {
      byStart.put(address, new CountedRegion(address, length));
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public boolean takeAndGiveBack(long address, long length) {
    CountedRegion region = find(address);
    if (region == null || !region.take(address, length)) {
      return false;
    }
    region.giveBack();
    return true;
  }

  private CountedRegion find(long address) {
    long stamp = lock.tryOptimisticRead();
    if (stamp != 0) {
      try {
        CountedRegion region = byStart.get(address);
        if (lock.validate(stamp)) {
          return region;
        }
      } catch (ArrayIndexOutOfBoundsException torn) {
        // the arrays were of two sizes: read again, locked
      }
    }
    stamp = lock.readLock();
    try {
      return byStart.get(address);
    } finally {
      lock.unlockRead(stamp);
    }
  }
}
