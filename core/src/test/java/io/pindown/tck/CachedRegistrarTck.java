package io.pindown.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * All of {@link RegistrarTck}, and a registration cache with the registrar. The address space is fed by hand, so no agent is needed.
 *
 * @param <H> the registrar's kind of registration
 */
public abstract class CachedRegistrarTck<H> extends RegistrarTck<H> {
  private static final int PAGE = Memory.PAGE;
  private static final int THREADS = 4;
  private static final int ROUNDS = Integer.getInteger("tck.rounds", 500);

  private final AddressSpace space = AddressSpace.detached();
  private RegistrationCache<H> cache;

  /** What the cache is told by, for a registrar that asks it, too. */
  protected final AddressSpace space() {
    return space;
  }

  @BeforeEach
  final void openCache() {
    cache = RegistrationCache.of(registrar, CacheOptions.defaults("tck").withMaxBytes(1L << 40).withWidenLimit(0), space);
  }

  @AfterEach
  final void closeCache() {
    if (cache == null) {
      return; // the device could not be opened
    }
    cache.close();
    assertThat(cache.statistics().registrations())
        .as("as many deregistered as registered")
        .isEqualTo(cache.statistics().deregistrations() + cache.statistics().failedDeregistrations());
  }

  private Memory allocated(int pages) {
    Memory memory = Memory.ofPages(pages);
    space.allocated(memory.address(), memory.length());
    return memory;
  }

  private void freed(Memory memory) throws ReflectiveOperationException {
    space.freed(memory.address());
    memory.free();
  }

  private Lease<H> lease(Memory memory) {
    return cache.acquire(memory.address(), memory.length(), Access.LOCAL_READ);
  }

  @Test
  void theSecondUseIsAHit() throws Exception {
    Memory memory = allocated(2);
    H first;
    try (Lease<H> lease = lease(memory)) {
      first = lease.handle();
      assertThat(lease.isCached()).isTrue();
    }
    memory.fill('H');
    try (Lease<H> lease = cache.acquire(memory.page(1) + 5, 100, Access.LOCAL_READ)) {
      assertThat(lease.handle()).isSameAs(first);
      holds(lease.handle(), memory.page(1) + 5, 100, 'H');
    }
    assertThat(device.registered()).isEqualTo(1);
    assertThat(cache.statistics().registrations()).isEqualTo(1);
    freed(memory);
    cache.flush();
    assertThat(device.registered()).isZero();
  }

  @Test
  void moreRightsAreAnotherRegistration() throws Exception {
    Memory memory = allocated(1);
    int more = Access.LOCAL_WRITE | device.rights() & Access.REMOTE_READ;
    lease(memory).release();
    try (Lease<H> lease = cache.acquire(memory.address(), PAGE, more)) {
      assertThat(lease.access() & more).isEqualTo(more);
    }
    assertThat(cache.statistics().registrations()).isEqualTo(2);
    lease(memory).release(); // either of them will do
    assertThat(cache.statistics().registrations()).isEqualTo(2);
    freed(memory);
  }

  @Test
  void whatIsFreedIsNotFoundAgain() throws Exception {
    Memory memory = allocated(10_240);
    lease(memory).release();
    freed(memory);
    Memory next = allocated(10_240); // at the same address, mostly
    next.fill('N');
    try (Lease<H> lease = lease(next)) {
      holds(lease.handle(), next.page(5), PAGE, 'N');
    }
    assertThat(cache.statistics().registrations()).isEqualTo(2);
    cache.flush();
    assertThat(device.registered()).isZero();
    freed(next);
  }

  /** Freed by a faulty application while the device uses it: registered until the release, and then no longer. */
  @Test
  void freedUnderALease() throws Exception {
    Memory memory = allocated(10_240);
    Lease<H> lease = lease(memory);
    freed(memory);
    assertThat(lease.isValid()).isFalse();
    cache.flush();
    assertThat(device.registered()).isEqualTo(1);
    lease.release();
    cache.flush();
    assertThat(device.registered()).isZero();
    assertThat(cache.statistics().inUseInvalidations()).isEqualTo(1);
  }

  @Test
  void refusalsComeThrough() {
    if (!device.pins()) {
      System.out.println("NOT SHOWN by " + getClass().getSimpleName() + ": a refusal through the cache, since the device does not look");
      return;
    }
    space.allocated(PAGE, PAGE); // nothing is there
    RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> cache.acquire(PAGE, PAGE, Access.LOCAL_READ));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(Reason.ADDRESS);
    assertThat(cache.statistics().live()).isZero();
    assertThat(device.registered()).isZero();
  }

  @Test
  void aFullDeviceEvicts() throws Exception {
    if (device.capacity() == 0) {
      System.out.println("NOT SHOWN by " + getClass().getSimpleName() + ": eviction by a full device, since this one names no capacity");
      return;
    }
    List<Memory> blocks = new ArrayList<>();
    for (int i = 0; i < device.capacity() * 2 + 1; i++) {
      blocks.add(allocated(1));
    }
    for (Memory block : blocks) {
      lease(block).release();
      assertThat(device.registered()).isBetween(1, device.capacity());
    }
    assertThat(cache.statistics().evictions()).isPositive();
    for (Memory block : blocks) {
      freed(block);
    }
    cache.flush();
    assertThat(device.registered()).isZero();
  }

  @Test
  void threadsThatUseAndFree() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Memory shared = allocated(2);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        done.add(threads.submit(() -> {
          for (int round = 0; round < ROUNDS; round++) {
            Memory own = allocated(1);
            lease(shared).release();
            lease(own).release();
            lease(own).release();
            freed(own);
          }
          return null;
        }));
      }
      for (Future<?> each : done) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    freed(shared);
    cache.flush();
    assertThat(device.registered()).isZero();
    assertThat(cache.statistics().failedDeregistrations()).isZero();
    assertThat(cache.statistics().inUseInvalidations()).isZero();
  }

  @Test
  void theCacheClosesBeforeItsDevice() throws Exception {
    Memory memory = allocated(1);
    Lease<H> used = lease(memory);
    cache.close();
    assertThat(device.registered()).isEqualTo(1);
    used.release();
    assertThat(device.registered()).isZero();
    freed(memory);
  }
}
