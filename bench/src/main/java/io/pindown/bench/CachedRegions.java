package io.pindown.bench;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;

/** A cache without limits over an address space of its own, with so many regions, each a container of its own. */
final class CachedRegions implements AutoCloseable {
  final AddressSpace space = AddressSpace.detached();
  final RegistrationCache<Object> cache;
  final long[] addresses;

  private CachedRegions(Layout layout, int regions) {
    CacheOptions options = CacheOptions.defaults("bench").withMaxBytes(Long.MAX_VALUE).withMaxRegistrations(1 << 24);
    cache = RegistrationCache.of(new NoDevice(), options, space);
    addresses = layout.addresses(regions);
  }

  /** All of them registered. */
  static CachedRegions filled(Layout layout, int regions) {
    CachedRegions regionsOfCache = new CachedRegions(layout, regions);
    for (long address : regionsOfCache.addresses) {
      regionsOfCache.allocateAndRegister(address);
    }
    regionsOfCache.requireRegistrations(regions);
    return regionsOfCache;
  }

  void allocateAndRegister(long address) {
    space.allocated(address, Layout.REGION);
    acquire(address).release();
  }

  Lease<Object> acquire(long address) {
    return cache.acquire(address, Layout.REGION, Access.LOCAL_WRITE);
  }

  /**
   * Tells a benchmark of hits from one of misses.
   *
   * @throws IllegalStateException if the registrar was called more or less often
   */
  void requireRegistrations(long expected) {
    long registrations = cache.statistics().registrations();
    if (registrations != expected) {
      throw new IllegalStateException(registrations + " registrations, not " + expected + ": this run measured something else");
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
