package io.pindown.it.wire;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.registrar.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Frees memory while a lease on it is out, and takes the next block at the same address. */
public final class InUseApp {
  private static final long BLOCK = 40L << 20;

  private InUseApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    boolean available = Ring.probe().available();
    artefact.put("available", available);
    artefact.put("cause", Ring.probe().cause());
    if (available) {
      run(artefact);
    }
    artefact.write();
  }

  private static void run(Artefact artefact) throws Exception {
    try (Ring ring = Ring.open();
        Wire wire = new FileWire(ring);
        RegistrationCache<Region> cache = RegistrationCache.of(new IoUringRegistrar(ring), CacheOptions.defaults("in-use"))) {
      MemorySegment arrived = Arena.global().allocate(BLOCK);
      long old = OffHeap.allocate(BLOCK);
      Traffic.at(old, BLOCK).fill((byte) 'o');
      Lease<Region> held = cache.acquire(old, BLOCK, Access.LOCAL_READ);
      OffHeap.free(old);
      artefact.put("held-valid", held.isValid());
      artefact.put("held-open", held.handle().isOpen());
      long next = OffHeap.allocate(BLOCK);
      artefact.put("same-address", next == old);
      Traffic.at(next, BLOCK).fill((byte) 'n');
      Lease<Region> lease = cache.acquire(next, BLOCK, Access.LOCAL_READ);
      artefact.put("same-region", lease.handle() == held.handle());
      wire.send(lease.handle(), next, arrived);
      artefact.put("arrived-new", arrived.mismatch(Traffic.at(next, BLOCK)) == -1);
      wire.send(held.handle(), old, arrived); // pinned as long as it is held: the old bytes, never someone else's
      artefact.put("held-sends-old", arrived.get(ValueLayout.JAVA_BYTE, 0) == 'o');
      held.release();
      lease.release();
      cache.flush();
      Meeting.until("the last region to be deregistered", () -> ring.regionCount() == 0);
      artefact.put("in-use-invalidations", cache.statistics().inUseInvalidations());
      artefact.put("live", cache.statistics().live());
      OffHeap.free(next);
    }
  }
}
