package io.pindown.lincheck;

import io.pindown.cache.CacheStatistics;
import io.pindown.cache.RegistrationCache;
import io.pindown.registry.AddressSpace;
import java.util.function.Supplier;

/** What must hold once everything has ended: looked at by one thread, so model checking need not look on. */
final class LastLook {
  private LastLook() {}

  /** Closes the cache; no lease is out. */
  static void at(RegistrationCache<?> cache, boolean closed, int acquires, Device device, AddressSpace space) {
    CacheStatistics open = cache.statistics();
    cache.close();
    device.closed();
    CacheStatistics s = cache.statistics();
    require(device.fault() == null, device::fault);
    require(closed || open.hits() + open.misses() == acquires, () -> "hits and misses are not the " + acquires + " acquires: " + open);
    require(open.live() <= 2, () -> "more live than allowed: " + open);
    require(s.registrations() == device.registrations(), () -> device.registrations() + " registrations: " + s);
    require(s.deregistrations() == device.registrations() && device.live() == 0, () -> "something is left registered: " + s);
    require(
        s.registrations() == s.oneUseTotal() + s.withdrawn() + s.invalidations() + s.evictions() + s.flushed(),
        () -> "where each registration went: " + s);
    require(s.live() == 0 && s.pinnedBytes() == 0 && s.deferred() == 0, () -> "something is left: " + s);
    require(s.inUseInvalidations() >= device.leasedDuringAChange(), () -> "a change in use was not counted: " + s);
    require(space.watches() == 0, () -> space.watches() + " watches are left");
  }

  static void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new IllegalStateException(what.get());
    }
  }
}
