package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How registrations end: by a change in use, a flush, a close, an invalidation, by the reaper. */
@Timeout(60)
class LifeTest extends CacheFixture {
  @BeforeEach
  void memory() {
    allocate(0, 1, 2);
  }

  private static void eventually(java.util.concurrent.Callable<Boolean> holds) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(holds);
  }

  @Test
  void freedInUseLeavesTheCacheAtOnceAndStaysRegisteredUntilTheLastRelease() {
    Lease<Region> first = lease(0);
    Lease<Region> second = lease(0);
    Region old = first.handle();
    space.freed(block(0));
    assertThat(first.isValid()).isFalse();
    allocate(0);
    Region young = use(0);
    assertThat(young).isNotSameAs(old);
    first.release();
    cache.flush();
    assertThat(registrar.live()).contains(old);
    assertThat(second.handle()).isSameAs(old);
    second.release();
    cache.flush();
    assertThat(registrar.live()).doesNotContain(old);
    assertThat(statistics().inUseInvalidations()).as("one registration, once").isEqualTo(1);
    assertThat(statistics().invalidations()).isEqualTo(1);
  }

  /** What a flush promises, a close owes, too: the device context is closed next. */
  @Test
  void aFlushWaitsForWhatAnotherThreadIsDeregistering() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    registrar.onDeregister(
        r -> {
          inside.countDown();
          awaitQuietly(mayReturn);
        });
    use(0);
    space.freed(block(0)); // the reaper deregisters it
    awaitQuietly(inside);
    Thread flush = new Thread(cache::flush);
    flush.start();
    eventually(() -> flush.getState() == Thread.State.TIMED_WAITING);
    assertThat(statistics().deregistrations()).isZero();
    mayReturn.countDown();
    flush.join();
    assertThat(statistics().deregistrations()).isEqualTo(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void aLeaseThatIsReleasedRightAfterTheFreeIsCounted() {
    for (int i = 1; i <= 20; i++) {
      Lease<Region> lease = lease(0);
      space.freed(block(0));
      lease.release();
      assertThat(statistics().inUseInvalidations()).isEqualTo(i);
      allocate(0);
    }
  }

  @Test
  void aLeaseThatIsNeverReleasedIsCountedByTheReaper() {
    Lease<Region> lease = lease(0);
    space.freed(block(0));
    eventually(() -> statistics().inUseInvalidations() == 1);
    lease.release();
    assertThat(statistics().inUseInvalidations()).isEqualTo(1);
  }

  @Test
  void aProgramThatReleasesBeforeItFreesIsNeverBlamed() throws InterruptedException {
    Thread[] threads = new Thread[3];
    for (int t = 0; t < threads.length; t++) {
      int own = 10 + t;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 3_000; i++) {
                  allocate(own);
                  use(own);
                  use(own);
                  space.freed(block(own));
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(statistics().inUseInvalidations()).isZero();
  }

  @Test
  void memoryTakenOutInUseIsStillWatched() {
    Lease<Region> lease = lease(0);
    cache.invalidate(block(0), SIZE, () -> {});
    assertThat(lease.isValid()).isTrue();
    space.freed(block(0));
    eventually(() -> statistics().inUseInvalidations() == 1);
    assertThat(lease.isValid()).isFalse();
    lease.release();
  }

  @Test
  void aFreeingThreadDeregistersNothingAndTheReaperDoesWithoutACall() {
    use(0);
    use(1);
    Thread freeing = Thread.currentThread();
    space.freed(block(0));
    eventually(() -> registrar.live().size() == 1);
    assertThat(registrar.deregisteredBy()).doesNotContain(freeing).allMatch(t -> t.getName().startsWith("pindown-reaper-"));
    assertThat(space.watches()).isEqualTo(1);
  }

  @Test
  void theReaperNoticesALoss() {
    use(0);
    use(1);
    io.pindown.registry.Losses.loseOne(space);
    eventually(() -> registrar.live().isEmpty());
    assertThat(statistics().invalidations()).isEqualTo(2);
  }

  @Test
  void theLastReleaseOfAnEvictedOneLeavesDeregistrationToTheReaper() {
    Lease<Region> lease = lease(0);
    cache.invalidate(block(0), SIZE, () -> {});
    lease.release();
    eventually(() -> registrar.live().isEmpty());
    assertThat(registrar.deregisteredBy()).allMatch(t -> t.getName().startsWith("pindown-reaper-"));
  }

  @Test
  void flushDeregistersWhatIsNotInUseBeforeItReturns() {
    use(0);
    Lease<Region> held = lease(1);
    cache.flush();
    assertThat(registrar.live()).containsExactly(held.handle());
    assertThat(use(1)).as("what is in use stays cached").isSameAs(held.handle());
    held.release();
    assertThat(statistics().flushed()).isEqualTo(1);
    assertThat(statistics().live()).isEqualTo(1);
  }

  @Test
  void closeWithLeasesOut() {
    Lease<Region> held = lease(0);
    Lease<Region> once = lease(9);
    use(1);
    cache.close();
    cache.close();
    assertThat(registrar.live()).containsExactlyInAnyOrder(held.handle(), once.handle());
    assertThatIllegalStateException().isThrownBy(() -> lease(0)).withMessageContaining("fixture is closed");
    assertThatIllegalStateException().isThrownBy(() -> lease(1)).withMessageContaining("fixture is closed");
    assertThatIllegalStateException().isThrownBy(() -> lease(8)).withMessageContaining("fixture is closed");
    space.freed(block(0));
    held.release();
    assertThat(registrar.live()).as("at its last release, nobody else will").containsExactly(once.handle());
    once.release();
    assertThat(registrar.live()).isEmpty();
    assertThat(space.watches()).isZero();
    cache.flush();
    cache.invalidate(AT, SIZE, () -> {});
  }

  @Test
  void closeWhileSomebodyRegisters() {
    registrar.onRegister(r -> cache.close());
    assertThatIllegalStateException().isThrownBy(() -> lease(0)).withMessageContaining("fixture is closed");
    assertThat(registrar.live()).isEmpty();
    assertThat(space.watches()).isZero();
  }

  @Test
  void invalidateSaysWhenTheLastIsGone() {
    AtomicInteger gone = new AtomicInteger();
    use(0);
    cache.invalidate(block(0) + SIZE - 1, 1, gone::incrementAndGet);
    assertThat(gone).as("idle: at once").hasValue(1);
    assertThat(registrar.live()).isEmpty();

    Lease<Region> first = lease(0);
    Lease<Region> second = lease(1);
    cache.invalidate(block(0), SIZE * 4L, gone::incrementAndGet);
    cache.invalidate(block(0), SIZE, gone::incrementAndGet); // the first only, which is on its way already
    cache.invalidate(block(2), SIZE, gone::incrementAndGet);
    assertThat(gone).as("nothing there: at once").hasValue(2);
    assertThat(lease(0)).as("taken out").satisfies(l -> {
      assertThat(l.handle()).isNotSameAs(first.handle());
      l.release();
    });
    first.release();
    eventually(() -> gone.get() == 3);
    second.release();
    eventually(() -> gone.get() == 4);
    assertThat(statistics().flushed()).isEqualTo(3);
  }

  @Test
  void invalidateWaitsForWhatAnotherThreadIsDeregistering() throws InterruptedException {
    use(0);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    registrar.onDeregister(r -> {
      inside.countDown();
      awaitUninterruptibly(go);
    });
    Thread flushing = new Thread(cache::flush);
    flushing.start();
    inside.await();
    AtomicInteger gone = new AtomicInteger();
    cache.invalidate(block(0), SIZE, gone::incrementAndGet);
    assertThat(gone).as("the device still has it").hasValue(0);
    go.countDown();
    flushing.join();
    assertThat(gone).hasValue(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aForgottenCacheLetsItsThreadEnd() {
    RegistrationCache<Region> forgotten = cache(CacheOptions.defaults("forgotten"));
    forgotten.acquire(AT + (1L << 40), 1, Access.LOCAL_READ).release();
    forgotten = null;
    eventually(
        () -> {
          System.gc();
          return Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("pindown-reaper-forgotten"));
        });
  }
}
