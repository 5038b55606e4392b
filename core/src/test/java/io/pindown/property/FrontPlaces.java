package io.pindown.property;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.OwnThread;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.stream.LongStream;

/**
 * Finds addresses that do not share a place among a cache's recent ones, so that it is known which hits are served from there: by
 * asking a cache, not by knowing how it does it.
 */
final class FrontPlaces {
  private FrontPlaces() {}

  /** Of {@code count} addresses {@code distance} bytes apart, at random offsets, those that do not get in each other's way. */
  static long[] apart(long at, int count, long distance, Dice dice) {
    AddressSpace space = AddressSpace.detached();
    space.allocated(at, count * distance);
    RegistrationCache<Object> cache =
        RegistrationCache.of(new Nothing(), CacheOptions.defaults("places").withMaxBytes(Long.MAX_VALUE).withWidenLimit(0), space);
    OwnThread.prevent(cache);
    long[] all = LongStream.range(0, count).map(i -> at + i * distance + dice.below((int) distance - 1)).toArray();
    LongStream.of(all).forEach(address -> use(cache, address));
    long[] apart = LongStream.of(all).filter(address -> use(cache, address)).toArray();
    cache.close();
    return apart;
  }

  /** Whether it was a hit among the recent ones. */
  private static boolean use(RegistrationCache<Object> cache, long address) {
    long before = cache.statistics().frontHits();
    cache.acquire(address, 1, Access.LOCAL_READ).release();
    return cache.statistics().frontHits() > before;
  }

  private static final class Nothing implements Registrar<Object> {
    @Override
    public Object register(long address, long length, int access) {
      return this;
    }

    @Override
    public void deregister(Object registration) {}
  }
}
