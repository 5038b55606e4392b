package io.pindown.bench.trace.widen;

import io.pindown.bench.trace.record.Sends;
import io.pindown.bench.trace.record.Trace;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;

/** The cache itself, with a registrar that only counts: fed with a trace, or with what a workload sends while it runs. */
public final class RealCache implements Sends, AutoCloseable {
  private final CountingRegistrar registrar = new CountingRegistrar();
  private final RegistrationCache<Long> cache;
  private int accesses;

  public RealCache(AddressSpace space, long widenLimit) {
    CacheOptions options =
        CacheOptions.defaults("widening").withMaxBytes(1L << 60).withMaxRegistrations(Integer.MAX_VALUE).withWidenLimit(widenLimit);
    cache = RegistrationCache.of(registrar, options, space);
  }

  /** Feeds a trace, its containers through the events of an address space of their own. */
  public static Result run(Trace trace, long widenLimit) {
    AddressSpace space = AddressSpace.detached();
    try (RealCache cache = new RealCache(space, widenLimit)) {
      boolean[] alive = new boolean[trace.containers()];
      for (int event = 0; event < trace.events(); event++) {
        int container = trace.container(event);
        if (alive[container] == trace.isEnd(event)) {
          alive[container] = !alive[container];
          begin(space, trace, container, alive[container]);
        }
        if (!trace.isEnd(event)) {
          cache.access(trace.address(event), trace.length(event));
        }
      }
      return cache.result();
    }
  }

  private static void begin(AddressSpace space, Trace trace, int container, boolean alive) {
    long base = trace.base(container);
    long size = trace.size(container);
    if (trace.isMapping(container)) {
      if (alive) {
        space.mapped(base, size);
      } else {
        space.unmapped(base, size);
      }
    } else if (alive) {
      space.allocated(base, size);
    } else {
      space.freed(base);
    }
  }

  @Override
  public void access(long address, long length) {
    accesses++;
    cache.acquire(address, length, Access.LOCAL_WRITE).release();
  }

  @Override
  public int accesses() {
    return accesses;
  }

  public Result result() {
    CacheStatistics statistics = cache.statistics();
    return new Result(accesses, statistics.hits(), statistics.registrations(), registrar.mostPinned());
  }

  @Override
  public void close() {
    cache.close();
  }

  /** The handle is the length: all that is needed to take it off again. */
  private static final class CountingRegistrar implements Registrar<Long> {
    private final Pinned pinned = new Pinned();

    @Override
    public synchronized Long register(long address, long length, int access) {
      pinned.add(length);
      return length;
    }

    @Override
    public synchronized void deregister(Long length) {
      pinned.remove(length);
    }

    synchronized long mostPinned() {
      return pinned.most();
    }
  }
}
