package io.pindown.it.rdma;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.registrar.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What registering for each use costs, and what the cache makes of it: both in turn, in the same rounds. Nanoseconds, the median of the rounds;
 * in a guest only their ratio says something.
 */
public final class CostApp {
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 10;
  private static final int[] SIZES = {4 << 10, 64 << 10, 1 << 20, 4 << 20};
  private static final int TRANSFER_MOST = 1 << 20;

  private CostApp() {}

  private interface Way {
    void once() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (RdmaLink link = new RdmaLink("rxe0");
        RegistrationCache<MemoryRegion> cache = RegistrationCache.of(new VerbsRegistrar(link.domain()), CacheOptions.defaults("cost"));
        Arena arena = Arena.ofConfined()) {
      for (int size : SIZES) {
        ByteBuffer block = ByteBuffer.allocateDirect(size);
        MemorySegment memory = MemorySegment.ofBuffer(block).fill((byte) 'c');
        MemorySegment peer = arena.allocate(Math.min(size, TRANSFER_MOST), 4096);
        long address = memory.address();
        measure(artefact, size + "/register", size <= 64 << 10 ? 200 : 20, () -> perUse(link, memory, address, null), () -> cached(cache, link, address, size, null));
        if (size <= TRANSFER_MOST) {
          measure(artefact, size + "/write", size <= 64 << 10 ? 20 : 2, () -> perUse(link, memory, address, peer), () -> cached(cache, link, address, size, peer));
        }
      }
      artefact.put("hits", cache.statistics().hits());
      artefact.put("registrations", cache.statistics().registrations());
    }
    artefact.write();
  }

  private static void perUse(RdmaLink link, MemorySegment memory, long address, MemorySegment peer) {
    try (MemoryRegion region = link.domain().register(memory, 0)) {
      if (peer != null) {
        link.write(region, address, peer);
      }
    }
  }

  private static void cached(RegistrationCache<MemoryRegion> cache, RdmaLink link, long address, int size, MemorySegment peer) {
    try (Lease<MemoryRegion> lease = cache.acquire(address, size, Access.LOCAL_READ)) {
      if (peer != null) {
        link.write(lease.handle(), address, peer);
      }
    }
  }

  private static void measure(Artefact artefact, String name, int times, Way perUse, Way cached) throws Exception {
    double[] first = new double[ROUNDS];
    double[] second = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double a = nanos(perUse, times);
      double b = nanos(cached, times);
      if (round >= 0) {
        first[round] = a;
        second[round] = b;
        ratios[round] = b / a;
      }
    }
    System.out.println(name + " per use " + describe(first) + " cached " + describe(second) + " ratio " + describe(ratios.clone()));
    artefact.put(name + "/per-use", describe(first));
    artefact.put(name + "/cached", describe(second));
    artefact.put(name + "/ratio", describe(ratios));
  }

  private static double nanos(Way way, int times) throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < times; i++) {
      way.once();
    }
    return (System.nanoTime() - begun) / (double) times;
  }

  /** Median, least and most. */
  private static String describe(double[] values) {
    Arrays.sort(values);
    return String.format(java.util.Locale.ROOT, "%.4g [%.4g .. %.4g]", values[values.length / 2], values[0], values[values.length - 1]);
  }
}
