package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * Many caches, and many more registrations, on blocks that have begun. A container has a registration in a few of the caches; whenever
 * it ends, each of these must lose one, and the next acquire must not find it. Used by one thread; the caches have theirs.
 */
final class CacheScale {
  private static final int CACHES_EACH = 4;

  private final ScaleBlocks blocks;
  private final IdleNic nic = new IdleNic(0);
  private final List<Port<Long>> ports = new ArrayList<>();
  private final long[] pins;
  private long stale;
  private long uncached;

  CacheScale(ScaleBlocks blocks, int count) {
    this.blocks = blocks;
    pins = new long[blocks.count() * CACHES_EACH];
    for (int i = 0; i < count; i++) {
      CacheOptions options = CacheOptions.defaults("scale-" + i).withMaxBytes(1L << 40);
      ports.add(new Port<>("scale-" + i, nic, options, AddressSpace.process()));
    }
    for (int container = 0; container < blocks.count(); container++) {
      use(container);
    }
  }

  static int containersFor(int registrations) {
    return (registrations + CACHES_EACH - 1) / CACHES_EACH;
  }

  /**
   * In each of its caches, twice: the registration must be another one than before, and then be found. A container that the registry had
   * no room for is registered for each use, and counted.
   */
  private void use(int container) {
    for (int i = 0; i < CACHES_EACH; i++) {
      int place = container * CACHES_EACH + i;
      Port<Long> port = ports.get((container + i * 17) % ports.size());
      Lease<Pinned<Long>> lease = lease(port, container);
      stale += lease.handle().pin() == pins[place] ? 1 : 0;
      pins[place] = lease.isCached() ? lease.handle().pin() : 0;
      uncached += lease.isCached() ? 0 : 1;
      lease.release();
      Lease<Pinned<Long>> again = lease(port, container);
      if (again.isCached() && again.handle().pin() != pins[place]) {
        throw new IllegalStateException("container " + container + " was not found again");
      }
      again.release();
    }
  }

  private Lease<Pinned<Long>> lease(Port<Long> port, int container) {
    return port.lease(blocks.address(container), ScaleBlocks.LEAST, Access.LOCAL_READ);
  }

  /** How many caches have a registration of it. */
  private int cached(int container) {
    int count = 0;
    for (int i = 0; i < CACHES_EACH; i++) {
      count += pins[container * CACHES_EACH + i] == 0 ? 0 : 1;
    }
    return count;
  }

  void run(long changes, int perSecond, Artefact artefact) {
    long heap = HeapUse.now();
    long expected = 0;
    Pace pace = new Pace(perSecond);
    for (long i = 0; i < changes; i++) {
      pace.await();
      int container = blocks.any();
      expected += cached(container);
      blocks.replace(container);
      use(container);
    }
    long elapsed = pace.elapsedMillis();
    artefact.put("caches/live", ports.stream().mapToLong(port -> port.statistics().live()).sum());
    long grown = HeapUse.now() - heap;
    artefact.put("caches/count", ports.size());
    artefact.put("caches/changes", changes);
    artefact.put("caches/elapsed-ms", elapsed);
    artefact.put("caches/stale", stale);
    artefact.put("caches/heap", heap);
    artefact.put("caches/heap-growth", grown);
    artefact.put("caches/expected", expected);
    artefact.put("caches/uncached-uses", uncached);
    artefact.put("caches/invalidations", ports.stream().mapToLong(port -> port.statistics().invalidations()).sum());
    artefact.put("caches/one-use", ports.stream().mapToLong(port -> port.statistics().oneUseTotal()).sum());
    artefact.put("caches/in-use", ports.stream().mapToLong(port -> port.statistics().inUseInvalidations()).sum());
    artefact.put("caches/broken", ports.stream().map(Port::end).filter(broken -> !broken.isEmpty()).toList());
    artefact.put("caches/pinned", nic.pinned());
    artefact.put("caches/registrations", ports.stream().mapToLong(port -> port.statistics().registrations()).sum());
    artefact.put("caches/deregistrations", ports.stream().mapToLong(port -> port.statistics().deregistrations()).sum());
  }
}
