package io.pindown.it.rdma;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.RegistrationException;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The limit of locked memory, from the driver itself: runs without CAP_IPC_LOCK, under a limit that a few blocks reach. */
public final class LimitsApp {
  private static final int BLOCK = 128 << 10;
  private static final int BLOCKS = 32;
  private static final int ROUNDS = 3;

  private LimitsApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    List<ByteBuffer> blocks = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(ByteBuffer.allocateDirect(BLOCK));
    }
    try (RdmaLink link = new RdmaLink("rxe0")) {
      directly(link, blocks, artefact);
      artefact.put("regions-between", link.domain().regions());
      cached(link, blocks, artefact);
      artefact.put("regions-left", link.domain().regions());
    }
    artefact.write();
  }

  /** Until it is refused. */
  private static void directly(RdmaLink link, List<ByteBuffer> blocks, Artefact artefact) {
    List<MemoryRegion> regions = new ArrayList<>();
    try {
      for (ByteBuffer block : blocks) {
        regions.add(link.domain().register(java.lang.foreign.MemorySegment.ofBuffer(block), 1));
      }
    } catch (RegistrationException e) {
      artefact.put("refused-reason", e.reason());
      artefact.put("refused-message", e.getMessage());
    }
    artefact.put("registered-directly", regions.size());
    regions.forEach(MemoryRegion::close);
  }

  /** The cache believes that it may pin all, so that it is the driver that refuses. */
  private static void cached(RdmaLink link, List<ByteBuffer> blocks, Artefact artefact) {
    CacheOptions options = CacheOptions.defaults("limits").withMaxBytes(1L << 30);
    try (RegistrationCache<MemoryRegion> cache = RegistrationCache.of(new VerbsRegistrar(link.domain()), options)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (ByteBuffer block : blocks) {
          cache.acquire(block, Access.LOCAL_WRITE).release();
        }
      }
      CacheStatistics after = cache.statistics();
      artefact.put("evictions", after.evictions());
      artefact.put("failed-registrations", after.failedRegistrations());
      artefact.put("one-use", after.oneUseTotal());

      List<Lease<MemoryRegion>> leases = new ArrayList<>();
      try {
        for (ByteBuffer block : blocks) {
          leases.add(cache.acquire(block, Access.LOCAL_WRITE));
        }
      } catch (RegistrarException e) {
        artefact.put("all-in-use-reason", e.reason());
      }
      artefact.put("leased", leases.size());
      leases.remove(0).release();
      cache.acquire(blocks.get(blocks.size() - 1), Access.LOCAL_WRITE).release();
      artefact.put("after-a-release", "works");
      leases.forEach(Lease::release);
    }
  }
}
