package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that use, change and free the same memory. The content of each block is a number that every change moves; a registration has
 * the number at the time when it was made. A lease must not have an older one than was there when its acquire began.
 */
@Timeout(120)
class CacheConcurrencyTest {
  private static final int BLOCKS = 12;
  private static final int THREADS = 6;
  private static final long PAGE = 4096;
  private static final long SIZE = 8 * PAGE;
  private static final long STRIDE = SIZE * 2;
  private static final long AT = 0x7e50_0000_0000L;
  private static final long RUN_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** Not a record: identity counts. */
  private static final class Pinned {
    final long content;

    Pinned(long content) {
      this.content = content;
    }
  }

  /** Pins what is there now, and takes its time afterwards. */
  private static final class Device implements Registrar<Pinned> {
    final AtomicLongArray content = new AtomicLongArray(BLOCKS);
    final Set<Pinned> live = ConcurrentHashMap.newKeySet();
    final AtomicLong wrong = new AtomicLong();

    @Override
    public Pinned register(long address, long length, int access) {
      Pinned pinned = new Pinned(content.get((int) ((address - AT) / STRIDE)));
      live.add(pinned);
      Thread.yield();
      return pinned;
    }

    @Override
    public void deregister(Pinned handle) {
      if (!live.remove(handle)) {
        wrong.incrementAndGet();
      }
    }
  }

  private final AddressSpace space = AddressSpace.detached();
  private final Device device = new Device();
  /** The content that every acquire from now on must have at least: set once a change is over. */
  private final AtomicLongArray settled = new AtomicLongArray(BLOCKS);
  /** Held for reading by users, for writing by who ends the block: a program that frees what it uses is wrong anyway. */
  private final ReentrantReadWriteLock[] owners = new ReentrantReadWriteLock[BLOCKS];
  private final Object[] changers = new Object[BLOCKS];
  private final AtomicLong acquires = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong unregistered = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private static long base(int block) {
    return AT + block * STRIDE;
  }

  private void run(RegistrationCache<Pinned> cache, boolean inUseChanges) throws InterruptedException {
    for (int block = 0; block < BLOCKS; block++) {
      owners[block] = new ReentrantReadWriteLock();
      changers[block] = new Object();
      space.allocated(base(block), SIZE);
    }
    Thread[] threads = new Thread[THREADS];
    long end = System.nanoTime() + RUN_NANOS;
    for (int t = 0; t < THREADS; t++) {
      Random random = new Random(t * 31L + 7);
      threads[t] =
          new Thread(
              () -> {
                while (System.nanoTime() - end < 0) {
                  for (int i = 0; i < 100; i++) {
                    one(cache, random, inUseChanges);
                  }
                }
              });
      threads[t].setUncaughtExceptionHandler((thread, e) -> failures.add(e));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(stale).as("stale leases of %d", acquires.get()).hasValue(0);
    assertThat(unregistered).as("leases on what is no longer registered").hasValue(0);
    cache.flush();
    assertThat(cache.watches()).as("nothing dead stays in the index").isEqualTo((int) cache.statistics().live());
    cache.close();
    CacheStatistics s = cache.statistics();
    assertThat(device.live).isEmpty();
    assertThat(device.wrong).hasValue(0);
    assertThat(s.hits() + s.misses()).isEqualTo(acquires.get());
    assertThat(s.hits()).isPositive();
    assertThat(s.registrations()).isEqualTo(s.deregistrations());
    assertThat(s.registrations()).isEqualTo(s.oneUseTotal() + s.withdrawn() + s.invalidations() + s.evictions() + s.flushed());
    assertThat(s.pinnedBytes()).isZero();
    assertThat(space.watches()).isZero();
    if (!inUseChanges) {
      assertThat(s.inUseInvalidations()).as("nobody frees what is in use").isZero();
    }
  }

  private void one(RegistrationCache<Pinned> cache, Random random, boolean inUseChanges) {
    int block = random.nextInt(BLOCKS);
    int what = random.nextInt(100);
    if (what < 4) {
      freeAndAllocate(block);
    } else if (what < 6) {
      reallocateInPlace(block, random.nextBoolean());
    } else if (what < 10 && inUseChanges) {
      change(block);
    } else if (what < 11) {
      cache.flush();
    } else {
      use(cache, block, random);
    }
  }

  private void use(RegistrationCache<Pinned> cache, int block, Random random) {
    owners[block].readLock().lock();
    try {
      long atLeast = settled.get(block);
      long offset = random.nextInt(8) * PAGE;
      Lease<Pinned> lease = cache.acquire(base(block) + offset, 1 + random.nextInt(4000), Access.LOCAL_READ);
      acquires.incrementAndGet();
      Pinned pinned = lease.handle();
      if (pinned.content < atLeast) {
        stale.incrementAndGet();
      }
      if (random.nextInt(8) == 0) {
        Thread.yield();
      }
      if (!device.live.contains(pinned)) {
        unregistered.incrementAndGet();
      }
      lease.release();
    } finally {
      owners[block].readLock().unlock();
    }
  }

  private void freeAndAllocate(int block) {
    owners[block].writeLock().lock();
    try {
      space.freed(base(block));
      settled.set(block, device.content.incrementAndGet(block));
      space.allocated(base(block), SIZE);
    } finally {
      owners[block].writeLock().unlock();
    }
  }

  private void reallocateInPlace(int block, boolean fails) {
    owners[block].writeLock().lock();
    try {
      space.reallocationBegin(base(block), SIZE);
      long now = fails ? device.content.get(block) : device.content.incrementAndGet(block);
      space.reallocationEnd(base(block), fails ? 0 : base(block));
      settled.set(block, now);
    } finally {
      owners[block].writeLock().unlock();
    }
  }

  /** As madvise does it: the block stays in use, and others acquire it all the while. */
  private void change(int block) {
    if (!owners[block].readLock().tryLock()) {
      return;
    }
    try {
      synchronized (changers[block]) {
        space.changeBegin(base(block), SIZE);
        Thread.yield(); // others may register now: still the old content
        long now = device.content.incrementAndGet(block);
        space.changeEnd(base(block), SIZE);
        settled.set(block, now);
      }
    } finally {
      owners[block].readLock().unlock();
    }
  }

  private RegistrationCache<Pinned> cache(long maxBytes, long widen) {
    return RegistrationCache.of(
        device, CacheOptions.defaults("threads").withMaxBytes(maxBytes).withWidenLimit(widen), space);
  }

  @Test
  void changesWhileOthersAcquire() throws InterruptedException {
    run(cache(1L << 30, SIZE), true);
  }

  @Test
  void freesAndReallocationsWithAFewPagesOfRoom() throws InterruptedException {
    run(cache(20 * PAGE, 0), false);
  }

  /** Registrations that are added and taken out at the same time: the index keeps none of them. */
  @Test
  void invalidationRightAfterPublishing() throws InterruptedException {
    RegistrationCache<Pinned> cache = cache(1L << 30, SIZE);
    space.allocated(base(0), SIZE);
    long end = System.nanoTime() + RUN_NANOS / 2;
    Thread changing =
        new Thread(
            () -> {
              while (System.nanoTime() - end < 0) {
                space.changeBegin(base(0), PAGE);
                space.changeEnd(base(0), PAGE);
                cache.reap();
              }
            });
    changing.start();
    while (System.nanoTime() - end < 0) {
      cache.acquire(base(0), PAGE, Access.LOCAL_READ).release();
    }
    changing.join();
    cache.flush();
    assertThat(cache.watches()).isZero();
    assertThat(device.live).isEmpty();
    cache.close();
  }
}
