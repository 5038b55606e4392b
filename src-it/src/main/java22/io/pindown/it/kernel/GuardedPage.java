package io.pindown.it.kernel;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.UnseenCalls;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.registrar.Access;
import java.lang.foreign.MemorySegment;

/**
 * A page that io_uring has pinned is replaced in a way that neither a hook sees nor the kernel tells: by a guard page for a moment. The
 * cache stays open, for the report that is made when the JVM ends.
 */
@SuppressWarnings("restricted")
final class GuardedPage {
  private static final long PAGE = 4096;
  private static final long LENGTH = 64 * PAGE;
  private static final long BLOCK = 40L << 20;
  private static final int MADV_GUARD_INSTALL = 102;
  private static final int MADV_GUARD_REMOVE = 103;

  private static RegistrationCache<Region> cache;

  private GuardedPage() {}

  static void run(Artefact artefact) throws Throwable {
    Capability capability = Ring.probe();
    artefact.put("available", capability.available());
    artefact.put("cause", capability.cause());
    if (!capability.available()) {
      return;
    }
    cache = RegistrationCache.of(new IoUringRegistrar(Ring.open()), CacheOptions.defaults("guard"));
    // a block, which no change of a file concerns; of so many bytes it has a mapping of its own, and its inner pages are whole
    long mapping = OffHeap.allocate(BLOCK) + 2 * PAGE - 1 & -PAGE;
    MemorySegment memory = MemorySegment.ofAddress(mapping).reinterpret(LENGTH);
    memory.fill((byte) 1);
    artefact.put("cached", isCached(mapping));
    UnseenCalls.call(UnseenCalls.MADVISE, mapping + 3 * PAGE, PAGE, MADV_GUARD_INSTALL, 0, 0, 0);
    UnseenCalls.call(UnseenCalls.MADVISE, mapping + 3 * PAGE, PAGE, MADV_GUARD_REMOVE, 0, 0, 0);
    memory.asSlice(3 * PAGE, PAGE).fill((byte) 2);
    artefact.put("hit", isCached(mapping) && cache.statistics().hits() == 1);
    artefact.put("mapping", Long.toHexString(mapping));
  }

  private static boolean isCached(long memory) {
    try (Lease<Region> lease = cache.acquire(memory, LENGTH, Access.LOCAL_WRITE)) {
      return lease.isCached();
    }
  }
}
