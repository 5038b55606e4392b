package io.pindown.it.wire;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import io.pindown.registrar.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One ring with one cache over it and blocks of memory to send from, and the counts of that. The cache's own limits are out of the
 * way unless a scene sets them, so that it is the kernel that refuses.
 */
final class PressureScene implements AutoCloseable {
  static final long ROOMY = 1L << 40;

  private final Artefact artefact;
  private final String name;
  private final Ring ring;
  private final Wire wire;
  private final RegistrationCache<Region> cache;
  private final List<MemorySegment> blocks = new ArrayList<>();
  private final LongAdder messages = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final AtomicLong mostPinned = new AtomicLong();

  PressureScene(Artefact artefact, String name, int slots, CacheOptions options) {
    this.artefact = artefact;
    this.name = name;
    // the kernel ends a ring some time after it was closed; what it has pinned until then counts for the user
    Meeting.until("the end of the ring before", () -> LockedMemory.pinned() == 0);
    ring = Ring.open(RingOptions.defaults().withRegions(slots));
    wire = new FileWire(ring);
    cache = RegistrationCache.of(new IoUringRegistrar(ring), options);
  }

  static CacheOptions roomy(String name) {
    return CacheOptions.defaults(name).withMaxBytes(ROOMY);
  }

  RegistrationCache<Region> cache() {
    return cache;
  }

  /** Blocks of one size with bytes of their own each. */
  PressureScene allocate(int count, long size) {
    for (int i = 0; i < count; i++) {
      blocks.add(Traffic.at(OffHeap.allocate(size), size).fill((byte) (blocks.size() + 1)));
    }
    return this;
  }

  int blocks() {
    return blocks.size();
  }

  MemorySegment block(int number) {
    return blocks.get(number);
  }

  Lease<Region> lease(int block) {
    return lease(block(block));
  }

  Lease<Region> lease(MemorySegment memory) {
    return cache.acquire(memory.address(), memory.byteSize(), Access.LOCAL_READ);
  }

  static MemorySegment room(long size) {
    return Arena.global().allocate(size, 8);
  }

  /** Sends under a lease and compares; {@code arrived} is the caller's own, as large as any block. */
  void send(Lease<Region> lease, MemorySegment memory, MemorySegment arrived) throws Exception {
    MemorySegment target = arrived.asSlice(0, memory.byteSize());
    synchronized (wire) {
      wire.send(lease.handle(), memory.address(), target);
    }
    messages.increment();
    if (memory.mismatch(target) != -1) {
      wrong.increment();
    }
    mostPinned.accumulateAndGet(LockedMemory.pinned(), Math::max);
  }

  void use(int block, MemorySegment arrived) throws Exception {
    try (Lease<Region> lease = lease(block)) {
      send(lease, block(block), arrived);
    }
  }

  void put(String key, Object value) {
    artefact.put(name + "/" + key, value);
  }

  /** Writes the counts, gives everything back, and writes what is left then. */
  @Override
  public void close() {
    CacheStatistics s = cache.statistics();
    put("messages", messages.sum());
    put("wrong", wrong.sum());
    put("most-pinned", mostPinned.get());
    put("evictions", s.evictions());
    put("failed", s.failedRegistrations());
    put("live", s.live());
    put("regions", ring.regionCount());
    put("one-use", s.oneUse());
    cache.close();
    CacheStatistics end = cache.statistics();
    put("end/pinned", end.pinnedBytes());
    put("end/regions", ring.regionCount());
    put("end/balance", end.registrations() - end.deregistrations());
    wire.close();
    ring.close();
    blocks.forEach(block -> OffHeap.free(block.address()));
  }
}
