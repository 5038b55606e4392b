package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found, what is registered, and why something is not kept. Limits, failures and the end have tests of their own. */
class RegistrationCacheTest {
  private static final long KIB = 1024;
  private static final long PAGE = 4 * KIB;
  private static final long AT = 0x7e10_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final RecordingRegistrar registrar = new RecordingRegistrar();
  private CacheOptions options = CacheOptions.defaults("test").withMaxBytes(1L << 40);
  private RegistrationCache<Region> cache = RegistrationCache.of(registrar, options, space);

  @AfterEach
  void nothingIsLeft() {
    cache.close();
    CacheStatistics s = cache.statistics();
    assertThat(registrar.live()).isEmpty();
    assertThat(registrar.deregisteredTwice()).isZero();
    assertThat(s.registrations()).isEqualTo(s.deregistrations() + s.failedDeregistrations());
    assertThat(s.pinnedBytes()).isZero();
    assertThat(space.watches()).isZero();
  }

  private void with(CacheOptions other) {
    cache.close();
    options = other;
    cache = RegistrationCache.of(registrar, options, space);
  }

  private Region use(long address, long length, int access) {
    try (Lease<Region> lease = cache.acquire(address, length, access)) {
      assertThat(lease.address()).as("covers its begin").isLessThanOrEqualTo(address);
      assertThat(lease.address() + lease.length()).as("covers its end").isGreaterThanOrEqualTo(address + length);
      assertThat(lease.address()).as("what the lease says is what is registered").isEqualTo(lease.handle().address());
      assertThat(lease.length()).as("what the lease says is what is registered").isEqualTo(lease.handle().length());
      assertThat(Access.covers(lease.access(), access)).isTrue();
      assertThat(lease.isValid()).isTrue();
      return lease.handle();
    }
  }

  private Region use(long address, long length) {
    return use(address, length, Access.LOCAL_READ);
  }

  private OneUse oneUse(long address, long length) {
    Lease<Region> lease = cache.acquire(address, length, Access.LOCAL_READ);
    Region region = lease.handle();
    OneUse reason = lease.whyNotCached();
    assertThat(lease.isCached()).isEqualTo(reason == null);
    assertThat(reason).isNotNull();
    assertThat(registrar.live()).contains(region);
    lease.release();
    assertThat(registrar.live()).as("its one use is over").doesNotContain(region);
    assertThat(cache.statistics().oneUse().get(reason)).isPositive();
    return reason;
  }

  @Nested
  class Lookup {
    @Test
    void aPartOfWhatIsRegisteredIsAHit() {
      with(options.withWidenLimit(0));
      space.allocated(AT, 64 * KIB);
      Region all = use(AT, 64 * KIB);
      assertThat(use(AT, 64 * KIB)).isSameAs(all);
      assertThat(use(AT + 1000, 10)).isSameAs(all);
      assertThat(use(AT + 64 * KIB - 1, 1)).isSameAs(all);
      CacheStatistics s = cache.statistics();
      assertThat(s.misses()).isEqualTo(1);
      assertThat(s.hits()).isEqualTo(3);
      assertThat(s.frontHits()).isEqualTo(1);
    }

    @Test
    void whatSticksOutIsAMissAndOverlappingEntriesCoexist() {
      with(options.withWidenLimit(0));
      space.allocated(AT, 64 * KIB);
      Region left = use(AT, 32 * KIB);
      Region right = use(AT + 16 * KIB, 32 * KIB);
      assertThat(right).isNotSameAs(left);
      assertThat(use(AT, 16 * KIB)).isSameAs(left);
      assertThat(use(AT + 32 * KIB, 16 * KIB)).isSameAs(right);
      assertThat(cache.statistics().live()).isEqualTo(2);
    }

    @Test
    void d11RightsMustBeCovered() {
      space.allocated(AT, 64 * KIB);
      Region read = use(AT, KIB, Access.LOCAL_READ);
      Region write = use(AT, KIB, Access.LOCAL_WRITE);
      assertThat(write).isNotSameAs(read);
      assertThat(use(AT, KIB, Access.LOCAL_READ)).as("either serves a read").isIn(read, write);
      int all = Access.LOCAL_WRITE | Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;
      Region everything = use(AT, KIB, all);
      assertThat(everything.access()).isEqualTo(all);
      assertThat(use(AT, KIB, Access.REMOTE_READ)).isSameAs(everything);
      assertThat(use(AT, KIB, Access.REMOTE_ATOMIC | Access.LOCAL_WRITE)).isSameAs(everything);
      assertThat(registrar.all()).hasSize(3);
    }

    @Test
    void pagesAreRegisteredAndTheContainerIsFound() {
      with(options.withWidenLimit(0));
      space.allocated(AT + 100, 20 * KIB);
      Region region = use(AT + 5000, 10);
      assertThat(region.address()).isEqualTo(AT + PAGE);
      assertThat(region.length()).isEqualTo(PAGE);
      assertThat(use(AT + 2 * PAGE - 1, 1)).as("the same page").isSameAs(region);
      assertThat(use(AT + 2 * PAGE - 1, 2)).as("one byte of the next").isNotSameAs(region);
    }

    @Test
    void aNeighbourInTheSamePageIsAnotherRegistration() {
      space.allocated(AT + 100, 5000);
      space.allocated(AT + 5100, 5000);
      Region first = use(AT + 100, 5000);
      Region second = use(AT + 5100, 5000);
      assertThat(first.address()).as("whole pages are pinned").isEqualTo(AT);
      assertThat(first.address() + first.length()).isEqualTo(AT + 2 * PAGE);
      assertThat(second).as("but found within the container only").isNotSameAs(first);
      space.freed(AT + 100);
      assertThat(use(AT + 5100, 5000)).as("the neighbour's free does not take it out").isSameAs(second);
      assertThat(oneUse(AT + 200, 10)).isEqualTo(OneUse.UNKNOWN_CONTAINER);
    }

    @Test
    void aMissRegistersTheWholeContainerUpToALimit() {
      with(options.withWidenLimit(64 * KIB));
      space.allocated(AT, 64 * KIB);
      space.allocated(AT + (1 << 20), 64 * KIB + 1);
      Region whole = use(AT + 30 * KIB, KIB);
      assertThat(whole.address()).isEqualTo(AT);
      assertThat(whole.length()).isEqualTo(64 * KIB);
      assertThat(use(AT, KIB)).isSameAs(whole);
      assertThat(use(AT + (1 << 20) + 8 * KIB, KIB).length()).as("beyond the limit just the page").isEqualTo(PAGE);
    }

    /** Whoever has the key to it reads and writes there. */
    @Test
    void whatAPeerMayUseIsNeverWidened() {
      with(options.withWidenLimit(64 * KIB));
      space.allocated(AT, 64 * KIB);
      for (int right : new int[] {Access.REMOTE_READ, Access.REMOTE_WRITE, Access.REMOTE_ATOMIC}) {
        Region part = use(AT + 8 * KIB + 100, KIB, right);
        assertThat(part.address()).isEqualTo(AT + 8 * KIB);
        assertThat(part.length()).isEqualTo(PAGE);
        assertThat(use(AT + 8 * KIB, 10, right)).as("and kept").isSameAs(part);
      }
      assertThat(use(AT, KIB).length()).isEqualTo(64 * KIB);
    }

    @Test
    void wideningStopsAtWhatMayBePinned() {
      with(options.withMaxBytes(32 * KIB));
      space.allocated(AT, 64 * KIB);
      Region part = use(AT, KIB);
      assertThat(part.length()).isEqualTo(PAGE);
      assertThat(use(AT + 1, 10)).as("kept, not for one use").isSameAs(part);
    }

    @Test
    void aContainerThatCannotBeRegisteredAsAWholeIsInPart() {
      space.mapped(AT, 64 * KIB);
      registrar.onRegister(r -> {
        if (r.address() + r.length() > AT + 32 * KIB) {
          throw new RegistrarException(RegistrarException.Reason.ADDRESS, "a hole");
        }
      });
      Region part = use(AT + 5000, 10);
      assertThat(part.length()).isEqualTo(PAGE);
      assertThat(use(AT + 5000, 10)).isSameAs(part);
      assertThat(cache.statistics().failedRegistrations()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "-1, 1, 0", "4096, 0, 0", "4096, -1, 0", "9223372036854775807, 1, 0", "4096, 1, 16", "4096, 1, -1"})
    void whatCannotBeIsRefused(long address, long length, int access) {
      assertThatIllegalArgumentException().isThrownBy(() -> cache.acquire(address, length, access));
      assertThat(registrar.all()).isEmpty();
    }
  }

  @Nested
  class OneUses {
    @Test
    void unknownContainer() {
      assertThat(oneUse(AT + 10, 100)).isEqualTo(OneUse.UNKNOWN_CONTAINER);
      assertThat(registrar.last().address()).isEqualTo(AT);
      assertThat(registrar.last().length()).isEqualTo(PAGE);
      space.allocated(AT, 64 * KIB);
      assertThat(oneUse(AT + 60 * KIB, 8 * KIB)).as("sticks out of what is known").isEqualTo(OneUse.UNKNOWN_CONTAINER);
      space.declare(AT + (1 << 20), 100);
      assertThat(use(AT + (1 << 20), 100)).as("declared by its owner").isSameAs(use(AT + (1 << 20), 100));
    }

    @Test
    void d5ChangingAndRegisteredInTheWindow() {
      space.mapped(AT, 64 * KIB);
      Region before = use(AT, KIB);
      space.changeBegin(AT + 8 * KIB, PAGE);
      assertThat(oneUse(AT + 8 * KIB, KIB)).isEqualTo(OneUse.CHANGING);
      assertThat(oneUse(AT, KIB)).as("d6: widened over the window").isEqualTo(OneUse.CHANGING);
      space.changeEnd(AT + 8 * KIB, PAGE);
      Region after = use(AT, KIB);
      assertThat(after).isNotSameAs(before);
      assertThat(use(AT + 8 * KIB, KIB)).isSameAs(after);
    }

    @Test
    void d5AWindowThatIsOpenWhileItIsRegisteredOnly() {
      space.mapped(AT, 64 * KIB);
      registrar.onRegister(r -> {
        registrar.onRegister(x -> {});
        space.changeBegin(AT, PAGE);
      });
      Lease<Region> lease = cache.acquire(AT, KIB, Access.LOCAL_READ);
      assertThat(lease.whyNotCached()).isEqualTo(OneUse.CHANGING);
      lease.release();
      space.changeEnd(AT, PAGE);
      assertThat(cache.statistics().withdrawn()).isEqualTo(1);
      assertThat(use(AT, KIB)).isSameAs(use(AT, KIB));
    }

    @Test
    void truncationOfSomeFileConcernsMappings() {
      space.mapped(AT, 64 * KIB);
      Region before = use(AT, KIB);
      space.truncationBegin();
      assertThat(oneUse(AT, KIB)).isEqualTo(OneUse.CHANGING);
      space.truncationEnd();
      assertThat(use(AT, KIB)).isNotSameAs(before);
    }

    @Test
    void d7FreedWhileItIsRegistered() {
      space.allocated(AT, 64 * KIB);
      registrar.onRegister(r -> space.freed(AT));
      assertThat(oneUse(AT, KIB)).isEqualTo(OneUse.UNKNOWN_CONTAINER);
      assertThat(cache.statistics().withdrawn()).isEqualTo(1);
      assertThat(cache.statistics().live()).isZero();
      assertThat(cache.statistics().inUseInvalidations()).as("nobody had got a lease").isZero();
    }

    @Test
    void d7ChangedEachTimeItIsRegistered() {
      space.mapped(AT, 64 * KIB);
      registrar.onRegister(r -> {
        space.changeBegin(AT, PAGE);
        space.changeEnd(AT, PAGE);
      });
      assertThat(oneUse(AT, KIB)).isEqualTo(OneUse.INVALIDATED);
      CacheStatistics s = cache.statistics();
      assertThat(s.withdrawn()).isEqualTo(3);
      assertThat(s.registrations()).isEqualTo(4);
      assertThat(s.inUseInvalidations()).isZero();
      registrar.onRegister(r -> {});
      assertThat(use(AT, KIB)).isSameAs(use(AT, KIB));
    }

    @Test
    void limit() {
      with(options.withMaxBytes(PAGE).withWidenLimit(0));
      space.allocated(AT, 64 * KIB);
      assertThat(oneUse(AT, PAGE + 1)).as("larger than the limit").isEqualTo(OneUse.LIMIT);
      Lease<Region> held = cache.acquire(AT, KIB, Access.LOCAL_READ);
      assertThat(held.isCached()).isTrue();
      assertThat(oneUse(AT + PAGE, KIB)).as("everything is in use").isEqualTo(OneUse.LIMIT);
      held.release();
      assertThat(use(AT + PAGE, KIB)).isSameAs(use(AT + PAGE, KIB));
    }
  }

  @Nested
  class Changes {
    @Test
    void aFreeEndsARegistrationAndTheNextOwnerGetsANewOne() {
      for (int epoch = 1; epoch <= 20; epoch++) {
        registrar.setEpoch(epoch);
        space.allocated(AT, 64 * KIB);
        assertThat(use(AT + 100, 100).epoch()).isEqualTo(epoch);
        assertThat(use(AT + 100, 100).epoch()).isEqualTo(epoch);
        space.freed(AT);
      }
      assertThat(cache.statistics().hits()).isEqualTo(20);
    }

    @Test
    void d9AnEventLeavesWhatItDoesNotTouchAFastHit() {
      with(options.withWidenLimit(0));
      space.allocated(AT, 64 * KIB);
      space.allocated(AT + 64 * KIB, 64 * KIB);
      Region hot = use(AT, 64 * KIB);
      use(AT + 64 * KIB, 64 * KIB);
      space.freed(AT + 64 * KIB);
      for (int i = 0; i < 10; i++) {
        space.freed(AT + (2 << 20) + i);
        assertThat(use(AT, 64 * KIB)).isSameAs(hot);
      }
      assertThat(cache.statistics().frontHits()).isEqualTo(10);
    }

    @Test
    void aLeaseReleasedTwiceIsRefusedAndHarmsNobody() {
      space.allocated(AT, 64 * KIB);
      Lease<Region> lease = cache.acquire(AT, KIB, Access.LOCAL_READ);
      lease.release();
      assertThatIllegalStateException().isThrownBy(lease::release).withMessageContaining("more often");
      assertThat(use(AT, KIB)).isSameAs(registrar.last());
      Lease<Region> once = cache.acquire(AT + (1 << 20), KIB, Access.LOCAL_READ);
      once.close();
      assertThatIllegalStateException().isThrownBy(once::close);
      assertThat(registrar.live()).hasSize(1);
    }
  }
}
