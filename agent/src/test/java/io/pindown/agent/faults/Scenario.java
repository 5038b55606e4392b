package io.pindown.agent.faults;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hits, misses, evictions, frees with and without leases, invalidations and flushes of one cache, any of which may fail for want of memory; then all must be
 * in order again. Told how often allocations go well; says what is wrong, or nothing.
 */
public final class Scenario implements Consumer<int[]> {
  private static final long AT = 0x7e20_0000_0000L;
  private static final int SIZE = 64 << 10;
  private static final int BLOCKS = 8;

  private final AddressSpace space = AddressSpace.detached();
  private final Set<Handle> live = ConcurrentHashMap.newKeySet();
  private final long[] born = new long[BLOCKS];
  private final List<Lease<Handle>> held = new ArrayList<>(64);
  private final List<String> wrong = new ArrayList<>();
  private final AtomicInteger gone = new AtomicInteger();
  private int announced;
  private long clock;
  private RegistrationCache<Handle> cache;

  /** A registration, and when it was made. */
  private static final class Handle {
    private final long at;

    Handle(long at) {
      this.at = at;
    }
  }

  private final class Device implements Registrar<Handle> {
    @Override
    public Handle register(long address, long length, int access) {
      Handle made = new Handle(++clock);
      live.add(made);
      return made;
    }

    @Override
    public void deregister(Handle handle) {
      if (!live.remove(handle)) {
        wrong.add("deregistered what is not registered");
      }
    }
  }

  @Override
  public void accept(int[] fault) {
    cache = RegistrationCache.of(new Device(), CacheOptions.defaults("faults").withMaxRegistrations(5).withLeaseSites(true), space);
    for (int i = 0; i < BLOCKS; i++) {
      allocate(i);
    }
    use(7); // begins the cache's thread, and loads
    Faults.arm(fault[0]);
    try {
      work();
    } finally {
      fault[1] = Faults.disarm();
    }
    work(); // all of it goes well after that
    end();
    if (!wrong.isEmpty()) {
      throw new AssertionError(Faults.where() + ": " + wrong);
    }
  }

  private void work() {
    for (int i = 0; i < BLOCKS; i++) {
      use(i); // beyond 5 each evicts one
      use(i);
    }
    lease(0);
    lease(0);
    lease(1);
    end(0); // under two leases
    end(2);
    allocate(0);
    allocate(2);
    use(0);
    use(2);
    release();
    end(3);
    attempt(() -> cache.acquire(AT + (1L << 30), SIZE, Access.LOCAL_READ).release()); // in no container
    lease(4);
    attempt(() -> {
      cache.invalidate(AT, (long) BLOCKS * SIZE * 2, gone::incrementAndGet);
      announced++;
    });
    release();
    allocate(3);
    use(3);
    attempt(cache::flush);
    use(5);
    attempt(space::settleLosses);
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (OutOfMemoryError e) {
      // the caller is told, and knows
    }
  }

  private long address(int block) {
    return AT + (long) block * SIZE * 2;
  }

  private void allocate(int block) {
    born[block] = ++clock;
    space.allocated(address(block), SIZE);
  }

  private void end(int block) {
    space.freed(address(block)); // an event never throws
    born[block] = ++clock;
  }

  private void use(int block) {
    lease(block);
    if (!held.isEmpty()) {
      release(held.remove(held.size() - 1));
    }
  }

  private void lease(int block) {
    attempt(() -> {
      Lease<Handle> lease = cache.acquire(address(block), SIZE, Access.LOCAL_READ);
      held.add(lease);
      if (lease.handle().at < born[block]) {
        wrong.add("stale: block " + block);
      }
      if (!live.contains(lease.handle())) {
        wrong.add("leased what is not registered: block " + block);
      }
    });
  }

  private void release() {
    while (!held.isEmpty()) {
      release(held.remove(held.size() - 1));
    }
  }

  /** Never fails: who gives something back cannot do anything about it. */
  private void release(Lease<Handle> lease) {
    try {
      lease.release();
    } catch (OutOfMemoryError e) {
      wrong.add("a release failed: " + e);
    }
  }

  private void end() {
    release();
    cache.flush();
    expect("leased", 0, cache.lent().size());
    cache.close();
    CacheStatistics s = cache.statistics();
    expect("live", 0, s.live());
    expect("pinned", 0, s.pinnedBytes());
    expect("waiting", 0, s.deferred());
    expect("watches", 0, space.watches());
    expect("registered with the device", s.failedDeregistrations(), live.size());
    expect("registrations that went", s.registrations(), s.deregistrations() + s.failedDeregistrations());
    expect("announcements that came", announced, gone.get());
  }

  private void expect(String what, long expected, long is) {
    if (expected != is) {
      wrong.add(what + ": " + is + " instead of " + expected);
    }
  }
}
