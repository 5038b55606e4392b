package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept when its block is freed: it serves the next block there if nothing but frees has happened, and nothing else ever. */
class DormantTest extends CacheFixture {
  private final KernelByHand kernel = new KernelByHand();

  @BeforeEach
  void keep() {
    space.listenTo(kernel);
    with(CacheOptions.defaults("dormant").withMaxBytes(1L << 40).withOnFree(OnFree.KEEP));
  }

  private Region freedAndTakenAgain() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    allocate(0);
    return before;
  }

  @Test
  void theNextBlockAtTheSamePlaceIsServed() {
    Region before = freedAndTakenAgain();
    assertThat(use(0)).isSameAs(before);
    assertThat(use(0)).as("a hit").isSameAs(before);
    assertThat(statistics().registrations()).isEqualTo(1);
    assertThat(statistics().revived()).isEqualTo(1);
    assertThat(statistics().misses()).isEqualTo(2);
    assertThat(statistics().hits()).isEqualTo(1);
    assertThat(statistics().invalidations()).isZero();
  }

  @Test
  void againAndAgain() {
    Region before = freedAndTakenAgain();
    for (int i = 1; i <= 100; i++) {
      assertThat(use(0)).isSameAs(before);
      assertThat(statistics().revived()).isEqualTo(i);
      space.freed(block(0));
      allocate(0);
    }
  }

  /** A device that finds registrations by address itself has a say, whatever is asked for. */
  @Test
  void notOfARegistrarWhoseRegistrationsDoNotOutliveAFree() {
    RecordingRegistrar own = new RecordingRegistrar() {
      @Override
      public boolean outlivesFree() {
        return false;
      }
    };
    CacheOptions options = CacheOptions.defaults("not kept").withMaxBytes(1L << 40).withOnFree(OnFree.KEEP);
    try (RegistrationCache<Region> ending = RegistrationCache.of(own, options, space)) {
      allocate(1);
      ending.acquire(block(1), SIZE, Access.LOCAL_READ).release();
      space.freed(block(1));
      ending.reap();
      assertThat(own.live()).as("before the next block is there").isEmpty();
      allocate(1);
      ending.acquire(block(1), SIZE, Access.LOCAL_READ).release();
      assertThat(ending.statistics().revived()).isZero();
      assertThat(ending.statistics().registrations()).isEqualTo(2);
    }
    assertThat(own.live()).isEmpty();
  }

  @Test
  void anyNumberOfBlocksInBetween() {
    Region before = freedAndTakenAgain();
    for (int i = 0; i < 3; i++) {
      space.freed(block(0));
      allocate(0); // and nobody sends it
    }
    assertThat(use(0)).isSameAs(before);
  }

  @Test
  void memoryThatIsFreeServesNobody() {
    allocate(0);
    use(0);
    space.freed(block(0));
    try (Lease<Region> lease = lease(0)) {
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.UNKNOWN_CONTAINER);
    }
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void pagesThatTheKernelHasReplacedAreRegisteredAnew() {
    Region before = freedAndTakenAgain();
    kernel.answers((start, end) -> 0);
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).isZero();
    assertThat(statistics().invalidations()).isEqualTo(1);
    assertThat(cache.staleReusesPrevented()).as("a cache by address would have used them").isEqualTo(1);
    cache.reap();
    assertThat(registrar.live()).hasSize(1);
  }

  @Test
  void theKernelIsAskedForTheWholePages() {
    long[] asked = new long[2];
    kernel.answers(
        (start, end) -> {
          asked[0] = start;
          asked[1] = end;
          return 1;
        });
    space.allocated(AT + 16, SIZE);
    cache.acquire(AT + 16, SIZE, Access.LOCAL_READ).release();
    space.freed(AT + 16);
    space.allocated(AT + 16, SIZE);
    cache.acquire(AT + 16, SIZE, Access.LOCAL_READ).release();
    assertThat(asked).containsExactly(AT, AT + SIZE + PAGE);
    assertThat(statistics().revived()).isEqualTo(1);
  }

  @Test
  void aChangeInPlaceWhileItIsFree() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    cache.reap();
    space.changeBegin(block(0), PAGE);
    space.changeEnd(block(0), PAGE);
    allocate(0);
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void aChangeBeforeAnyoneHasDrainedTheFree() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    space.unmapped(block(0), PAGE);
    allocate(0);
    assertThat(use(0)).isNotSameAs(before);
  }

  @Test
  void aChangeThatTheKernelTellsOfOnlyWhenAsked() {
    Region before = freedAndTakenAgain();
    kernel.pending(() -> space.changeBegin(block(0), PAGE));
    try (Lease<Region> lease = lease(0)) {
      assertThat(lease.handle()).isNotSameAs(before);
    }
    space.changeEnd(block(0), PAGE);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void aChangeBetweenTheLookAndTheArming() {
    Region before = freedAndTakenAgain();
    kernel.answers(
        (start, end) -> {
          space.changeBegin(block(0), PAGE);
          space.changeEnd(block(0), PAGE);
          return 1;
        });
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void aLossMakesItInvalid() {
    Region before = freedAndTakenAgain();
    cache.reap();
    space.invalidateEverything();
    assertThat(use(0)).isNotSameAs(before);
  }

  @Test
  void rightsOfAPeerEndWithTheFree() {
    allocate(0);
    cache.acquire(block(0), SIZE, Access.REMOTE_READ).release();
    space.freed(block(0));
    allocate(0);
    cache.acquire(block(0), SIZE, Access.REMOTE_READ).release();
    assertThat(statistics().revived()).isZero();
    assertThat(statistics().registrations()).isEqualTo(2);
    cache.reap();
    assertThat(registrar.live()).hasSize(1);
  }

  @Test
  void moreRightsThanItHasAreRegistered() {
    freedAndTakenAgain();
    cache.acquire(block(0), SIZE, Access.LOCAL_WRITE).release();
    assertThat(statistics().revived()).isZero();
    assertThat(statistics().registrations()).isEqualTo(2);
  }

  @Test
  void inUseAtTheFreeIsAFaultAsEver() {
    allocate(0);
    Lease<Region> lease = lease(0);
    space.freed(block(0));
    cache.reap();
    lease.release();
    allocate(0);
    assertThat(use(0)).isNotSameAs(lease.handle());
    assertThat(statistics().inUseInvalidations()).isEqualTo(1);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void aSmallerBlockIsNotServedByWhatGoesBeyondIt() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    space.allocated(block(0), SIZE / 2);
    try (Lease<Region> lease = cache.acquire(block(0), SIZE / 2, Access.LOCAL_READ)) {
      assertThat(lease.handle()).isNotSameAs(before);
    }
  }

  @Test
  void whatIsRegisteredAnewEndsWhatOverlapsIt() {
    allocate(0);
    use(0);
    space.freed(block(0));
    space.allocated(block(0), SIZE / 2);
    cache.acquire(block(0), SIZE / 2, Access.LOCAL_READ).release();
    space.freed(block(0));
    allocate(0);
    use(0);
    assertThat(statistics().revived()).as("the kernel watches these pages since the second registration only").isZero();
    assertThat(statistics().registrations()).isEqualTo(3);
    cache.sweepDormant();
    Awaitility.await().until(() -> statistics().invalidations() == 2); // the cache's own thread may have taken one out just now
    assertThat(cache.dormant()).isZero();
  }

  @Test
  void whoeverHasTheKernelTellOfTheContainerEndsIt() {
    WatchRegistry other = space.newRegistry("other");
    Region before = freedAndTakenAgain();
    cache.reap();
    Watch watch = other.watch(block(0) + SIZE / 2, PAGE, 1);
    assertThat(use(0)).as("another registry's watch of a part of the new block").isNotSameAs(before);
    space.freed(block(0));
    allocate(0);
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).as("but the second one could").isEqualTo(1);
    other.unwatch(watch);
  }

  @Test
  void whatIsArmedStaysSo() {
    allocate(0);
    use(0);
    long generation = space.newRegistry("other").generation();
    WatchRegistry other = space.newRegistry("other");
    Watch watch = other.watch(block(0), PAGE, 1);
    assertThat(other.generation()).as("asking the kernel is no hit").isEqualTo(generation);
    use(0);
    assertThat(statistics().hits()).isEqualTo(1);
    other.unwatch(watch);
  }

  @Test
  void aLargerBlockIsServedWhereItGoes() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    space.allocated(block(0) - PAGE, SIZE + 2 * PAGE);
    assertThat(use(0)).isSameAs(before);
    try (Lease<Region> lease = cache.acquire(block(0), SIZE + PAGE, Access.LOCAL_READ)) {
      assertThat(lease.handle()).isNotSameAs(before);
    }
  }

  @Test
  void aMappingAtTheSamePlaceIsAnotherMatter() {
    allocate(0);
    Region before = use(0);
    space.freed(block(0));
    space.mapped(block(0), SIZE);
    assertThat(use(0)).as("mapping over it has hit it").isNotSameAs(before);
  }

  @Test
  void itCountsAndCanBeEvicted() {
    with(CacheOptions.defaults("dormant").withMaxRegistrations(1).withOnFree(OnFree.KEEP));
    freedAndTakenAgain();
    cache.reap();
    assertThat(statistics().live()).isEqualTo(1);
    allocate(1);
    use(1);
    assertThat(statistics().evictions()).isEqualTo(1);
    assertThat(cache.dormant()).isZero();
    use(0);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void aFlushEndsIt() {
    Region before = freedAndTakenAgain();
    cache.flush();
    assertThat(registrar.live()).isEmpty();
    assertThat(cache.dormant()).isZero();
    assertThat(use(0)).isNotSameAs(before);
  }

  @Test
  void aChangeBetweenTheArmingAndTheLease() {
    Region before = freedAndTakenAgain();
    kernel.answers(
        (start, end) -> {
          kernel.pendingAfter(1, () -> space.unmapped(block(0), PAGE)); // the arming asks once
          return 1;
        });
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).isZero();
  }

  @Test
  void whatHasChangedIsNotKeptForEver() {
    allocate(0);
    use(0);
    space.freed(block(0));
    cache.reap();
    assertThat(registrar.live()).hasSize(1);
    kernel.pending(() -> space.unmapped(block(0), SIZE));
    Awaitility.await().until(() -> registrar.live().isEmpty());
    assertThat(statistics().invalidations()).isEqualTo(1);
  }

  @Test
  void withNobodyToAskItIsInvalid() {
    space.listenTo(null);
    Region before = freedAndTakenAgain();
    assertThat(use(0)).isNotSameAs(before);
  }

  @Test
  void whoDoesNotWantItGetsNone() {
    with(CacheOptions.defaults("invalidates").withMaxBytes(1L << 40));
    Region before = freedAndTakenAgain();
    assertThat(use(0)).isNotSameAs(before);
    assertThat(statistics().revived()).isZero();
  }
}
