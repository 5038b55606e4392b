package io.pindown.it.kernel;

import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.UnseenCalls;
import io.pindown.registrar.Access;
import java.lang.foreign.MemorySegment;

/**
 * Registered memory changed in two ways of which neither a hook nor the kernel tells, so that it can be seen without any privilege: a guard
 * page that stays, and System V memory attached over the mapping. A third registration stays as it is.
 */
@SuppressWarnings("restricted")
final class LostPages {
  private static final long PAGE = 4096;
  private static final long LENGTH = 16 * PAGE;
  private static final long BLOCK = 40L << 20;
  private static final int GUARD_INSTALL = 102;
  private static final int SHMGET = 29;
  private static final int SHMAT = 30;
  private static final int SHMCTL = 31;
  private static final int REMAP = 0x4000;

  private static RegistrationCache<Long> cache;

  private LostPages() {}

  static void run(Artefact artefact) throws Throwable {
    cache = KernelApp.cache();
    long guarded = registered();
    long attachedOver = registered();
    long left = registered();
    UnseenCalls.call(UnseenCalls.MADVISE, guarded + 3 * PAGE, PAGE, GUARD_INSTALL, 0, 0, 0);
    long id = UnseenCalls.call(SHMGET, 0, LENGTH, 0x380, 0, 0, 0); // IPC_PRIVATE; IPC_CREAT is 0x200
    UnseenCalls.call(SHMAT, id, attachedOver, REMAP, 0, 0, 0);
    UnseenCalls.call(SHMCTL, id, 0, 0, 0, 0, 0);
    artefact.put("cached", cached(guarded) && cached(attachedOver) && cached(left) && cache.statistics().hits() == 3);
    artefact.put("guarded", Long.toHexString(guarded));
    artefact.put("attached-over", Long.toHexString(attachedOver));
  }

  /** In a block, which no change of a file concerns; of so many bytes it has a mapping of its own, and its inner pages are whole. */
  private static long registered() throws Throwable {
    long memory = OffHeap.allocate(BLOCK) + 2 * PAGE - 1 & -PAGE;
    MemorySegment.ofAddress(memory).reinterpret(LENGTH).fill((byte) 1);
    cached(memory);
    return memory;
  }

  private static boolean cached(long memory) {
    try (Lease<Long> lease = cache.acquire(memory, LENGTH, Access.LOCAL_WRITE)) {
      return lease.isCached();
    }
  }
}
