package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Starts processes while leases are out: the parent's memory stays where it is, so its registrations stay good. */
public final class ForkApp {
  private ForkApp() {}

  /** A device that only counts: what is asked here is whether the cache keeps what it has. */
  private static final class Counting implements Registrar<Long> {
    final AtomicLong registered = new AtomicLong();

    @Override
    public Long register(long address, long length, int access) {
      return registered.incrementAndGet();
    }

    @Override
    public void deregister(Long handle) {
      // nothing is pinned
    }
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    Counting device = new Counting();
    try (RegistrationCache<Long> cache = RegistrationCache.of(device, CacheOptions.defaults("fork"))) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1_000_003);
      Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ);
      artefact.put("cached", lease.isCached());
      int exits = 0;
      for (int i = 0; i < 3; i++) {
        exits += new ProcessBuilder("true").start().waitFor();
      }
      artefact.put("children", exits);
      try (Lease<Long> again = cache.acquire(buffer, Access.LOCAL_READ)) {
        artefact.put("same", again.handle().equals(lease.handle()));
      }
      lease.release();
      artefact.put("registered", device.registered.get());
      artefact.put("invalidations", cache.statistics().invalidations());
      OffHeap.invokeCleaner(buffer);
      cache.flush(); // reaps what is invalid before it looks at the rest
      artefact.put("invalidations-freed", cache.statistics().invalidations());
      artefact.put("in-use-invalidations", cache.statistics().inUseInvalidations());
    }
    artefact.write();
  }
}
