package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** A cache whose registrations are when they were made, so that one that is older than its memory can be told. For one thread. */
final class DatedCache implements AutoCloseable {
  /** So large that the next block gets the address of the one before. */
  static final int SIZE = 41_943_049;

  private static final String SAME = "same address ";
  private static final int TRIES = 5;

  private final AtomicLong clock = new AtomicLong();
  private final AddressSpace space = AddressSpace.process();
  private final RegistrationCache<Long> cache;

  /** A device that pins nothing. */
  private final class Clocked implements Registrar<Long> {
    @Override
    public Long register(long address, long length, int access) {
      return clock.incrementAndGet();
    }

    @Override
    public void deregister(Long handle) {
      // nothing is pinned
    }
  }

  DatedCache(String name) {
    cache = RegistrationCache.of(new Clocked(), CacheOptions.defaults(name));
  }

  /** Now: later than each registration so far. */
  long now() {
    return clock.incrementAndGet();
  }

  /** {@code covered}, or what is not proven to be seen, but for reflection, which is not seen on each JDK. */
  String coverage() {
    Coverage coverage = space.coverage();
    return coverage.gaps().stream().allMatch(gap -> gap.name().equals("REFLECTION")) ? "covered" : coverage.gaps().toString();
  }

  /** {@code hit}, {@code new}, or why the buffer's memory is not cached. */
  String lease(ByteBuffer buffer) throws ReflectiveOperationException {
    return lease(OffHeap.address(buffer), buffer.capacity(), buffer);
  }

  /** The same of memory of which only the address is known. */
  String lease(long address, long length) {
    return lease(address, length, null);
  }

  private String lease(long address, long length, Object owner) {
    long before = clock.get();
    try (Lease<Long> lease = cache.acquire(address, length, Access.LOCAL_READ, owner)) {
      return lease.isCached() ? lease.handle() > before ? "new" : "hit" : lease.whyNotCached().toString();
    }
  }

  /** When the registration was made that the buffer gets. */
  long handle(ByteBuffer buffer) {
    try (Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
      return lease.handle();
    }
  }

  /** A buffer ends, and another one gets its address: whether that one gets a registration older than itself. */
  String reused() throws ReflectiveOperationException {
    String result = "";
    for (int i = 0; i < TRIES && !result.startsWith(SAME); i++) { // others of the process may take the place in between, the compiler for one
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      handle(buffer);
      result = replaced(buffer);
      if (!result.endsWith("fresh")) {
        return result;
      }
    }
    return result;
  }

  /** {@link #reused} for a buffer that is there. */
  String replaced(ByteBuffer buffer) throws ReflectiveOperationException {
    long address = OffHeap.address(buffer);
    OffHeap.invokeCleaner(buffer);
    ByteBuffer next = ByteBuffer.allocateDirect(SIZE);
    long born = now();
    String result = (OffHeap.address(next) == address ? SAME : "") + (handle(next) < born ? "stale" : "fresh");
    OffHeap.invokeCleaner(next);
    return result;
  }

  @Override
  public void close() {
    cache.close();
  }
}
