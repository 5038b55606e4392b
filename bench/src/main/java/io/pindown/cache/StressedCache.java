package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Blocks of memory that does not exist, each for one state of a test, and shipped caches over them. */
final class StressedCache {
  private static final long BYTES = 8192;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final AddressSpace SPACE = AddressSpace.detached();
  private static final AtomicLong NEXT = new AtomicLong(1L << 40);
  private static final Map<Long, Block> BLOCKS = new ConcurrentHashMap<>();
  private static final VarHandle REAPER;

  static {
    try {
      REAPER =
          MethodHandles.privateLookupIn(RegistrationCache.class, MethodHandles.lookup())
              .findVarHandle(RegistrationCache.class, "reaper", Reaper.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private StressedCache() {}

  /** Made by the first state that wants it. */
  private static final class Shared {
    private static final RegistrationCache<Pin> CACHE = cache();
  }

  private static RegistrationCache<Pin> cache() {
    return RegistrationCache.of(new Device(), CacheOptions.defaults("stress").withMaxBytes(Long.MAX_VALUE / 2), SPACE);
  }

  /** A block of the cache that all states share. */
  static Block block() {
    return new Block(Shared.CACHE);
  }

  /** A block with a cache that has no thread, since there are as many of them as states. */
  static Block blockOfItsOwnCache() {
    RegistrationCache<Pin> own = cache();
    ((Reaper) REAPER.get(own)).stop();
    return new Block(own);
  }

  /** A registration. */
  record Pin(Block block) {}

  private static final class Device implements Registrar<Pin> {
    @Override
    public Pin register(long address, long length, int access) {
      Block block = BLOCKS.get(address);
      block.registrations.incrementAndGet();
      return new Pin(block);
    }

    @Override
    public void deregister(Pin pin) {
      pin.block.deregistrations.incrementAndGet();
    }
  }

  /** One block, live from the start. */
  static final class Block {
    private final RegistrationCache<Pin> cache;
    private final long base = NEXT.getAndAdd(1 << 16);
    private final AtomicInteger registrations = new AtomicInteger();
    private final AtomicInteger deregistrations = new AtomicInteger();

    private Block(RegistrationCache<Pin> cache) {
      this.cache = cache;
      BLOCKS.put(base, this);
      SPACE.allocated(base, BYTES);
    }

    RegistrationCache<Pin> cache() {
      return cache;
    }

    Lease<Pin> acquire() {
      return cache.acquire(base, BYTES / 2, Access.LOCAL_WRITE);
    }

    void invalidate(Runnable whenGone) {
      cache.invalidate(base, BYTES, whenGone);
    }

    /** Freed, and the cache drained. */
    void free() {
      SPACE.freed(base);
      cache.reap();
    }

    /** Whether a registration of it can be leased. */
    boolean isFound() {
      Registration<Pin> found = cache.find(base, base + BYTES / 2, Access.LOCAL_WRITE);
      if (found != null) {
        found.untake();
      }
      return found != null;
    }

    int pinned() {
      return registrations.get() - deregistrations.get();
    }

    int deregistrations() {
      return deregistrations.get();
    }

    /** Frees it, and waits, not for ever, for what the cache's thread may be at just now. */
    void end(BooleanSupplier done) {
      free();
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      forget();
    }

    void forget() {
      SPACE.freed(base);
      BLOCKS.remove(base);
    }
  }
}
