package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.nio.ByteBuffer;

/** Starts processes while leases are out: the parent's memory stays where it is, so its registrations stay good. */
public final class ForkApp {
  private ForkApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    CountingRegistrar device = new CountingRegistrar();
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
      artefact.put("registered", device.registered());
      artefact.put("invalidations", cache.statistics().invalidations());
      OffHeap.invokeCleaner(buffer);
      cache.flush(); // reaps what is invalid before it looks at the rest
      artefact.put("invalidations-freed", cache.statistics().invalidations());
      artefact.put("in-use-invalidations", cache.statistics().inUseInvalidations());
    }
    artefact.write();
  }
}
