package io.pindown.demo.leased;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.demo.app.Pinning;
import io.pindown.demo.app.VerbsNic;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.registrar.Access;
import java.lang.foreign.MemorySegment;

/** Memory regions leased from Pindown's cache: one lease for each send. Used by one thread, as the sender is. */
public final class Leased implements Pinning<MemoryRegion> {
  private final RegistrationCache<MemoryRegion> cache;
  private Lease<MemoryRegion> lease;
  private long leased;
  private long released;

  /** A cache in front of the NIC's protection domain. */
  public Leased(VerbsNic nic) {
    cache = RegistrationCache.of(new VerbsRegistrar(nic.domain()), CacheOptions.defaults("verbs"));
  }

  @Override
  public MemoryRegion pin(MemorySegment staged) {
    lease = cache.acquire(staged.address(), staged.byteSize(), Access.LOCAL_READ);
    leased++;
    return lease.handle();
  }

  @Override
  public void unpin(MemoryRegion region) {
    lease.release();
    released++;
  }

  @Override
  public long registered() {
    return leased;
  }

  @Override
  public long closed() {
    return released;
  }

  @Override
  public void close() {
    cache.close();
  }
}
