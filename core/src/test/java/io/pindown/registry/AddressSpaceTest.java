package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AddressSpaceTest extends AddressSpaceFixture {
  @Nested
  class Blocks {
    @Test
    void freeHitsExactlyTheBlock() {
      space.allocated(AT, 64 * KIB);
      Watch first = registry.watch(AT, 1, 1);
      Watch last = registry.watch(AT + 64 * KIB - 1, 1, 2);
      Watch before = registry.watch(AT - 1, 1, 3);
      Watch after = registry.watch(AT + 64 * KIB, 1, 4);
      space.freed(AT);
      assertThat(first.isClean()).isFalse();
      assertThat(last.isClean()).isFalse();
      assertThat(before.isClean()).isTrue();
      assertThat(after.isClean()).isTrue();
      assertThat(space.liveContainers()).isZero();
    }

    @Test
    void d10TouchingAndOneByteGapsAreNoHit() {
      space.allocated(AT, 8 * KIB);
      space.allocated(AT + 8 * KIB, 8 * KIB);
      space.allocated(AT + 16 * KIB + 1, 8 * KIB);
      Watch left = registry.watch(AT, 8 * KIB, 1);
      Watch middle = registry.watch(AT + 8 * KIB, 8 * KIB, 2);
      Watch right = registry.watch(AT + 16 * KIB + 1, 8 * KIB, 3);
      space.freed(AT + 8 * KIB);
      assertThat(left.isClean()).isTrue();
      assertThat(middle.isClean()).isFalse();
      assertThat(right.isClean()).isTrue();
    }

    @Test
    void freeOfASmallNeighbourDoesNotHitAKnownContainer() {
      space.allocated(AT, 64 * KIB);
      Watch known = registry.watch(AT, 64 * KIB, 1);
      Watch inside = registry.watch(AT + 100, 10, 2);
      space.allocated(AT - 64, 64);
      space.freed(AT - 64);
      assertThat(known.isClean()).isTrue();
      assertThat(inside.isClean()).isTrue();
      assertThat(registry.generation()).isZero();
    }

    @Test
    void freeOfAnUnknownBlockHitsUnknownMemoryNearIt() {
      Watch near = registry.watch(AT + 4095, 1, 1);
      Watch far = registry.watch(AT + 4096, 1, 2);
      assertThat(near.isContained()).isFalse();
      space.freed(AT);
      assertThat(near.isClean()).isFalse();
      assertThat(far.isClean()).isTrue();
    }

    @Test
    void anAllocationOverALiveWatchIsAMissedFree() {
      space.allocated(AT, 64 * KIB);
      Watch stale = registry.watch(AT, 64 * KIB, 1);
      space.allocated(AT, 16 * KIB); // native code freed it
      assertThat(stale.isClean()).isFalse();
      assertThat(space.containerSize(AT)).isEqualTo(16 * KIB);
      assertThat(space.liveContainers()).isEqualTo(1);
    }

    @Test
    void aMappingOverAMissedFreeIsAMapping() {
      space.allocated(AT, 64 * KIB);
      space.mapped(AT, 64 * KIB);
      assertThat(space.isMapping(AT)).as("a truncation concerns it").isTrue();
      Watch watch = registry.watch(AT, KIB, 1);
      space.truncationBegin();
      assertThat(watch.isClean()).isFalse();
      space.truncationEnd();
    }

    @Test
    void smallBlocksAreNotRecorded() {
      space.allocated(AT, AddressSpace.TRACKED - 1);
      assertThat(space.liveContainers()).isZero();
      space.allocated(AT, AddressSpace.TRACKED);
      assertThat(space.containerAround(AT, AT + PAGE)).isEqualTo(AT);
    }

    @Test
    void sizesThatCannotBeAreNotRecordedButHit() {
      Watch top = registry.watch(Long.MAX_VALUE - 2, 1, 1);
      space.allocated(AT, Long.MAX_VALUE);
      assertThat(top.isClean()).isFalse();
      space.allocated(AT, 1L << 56);
      space.mapped(AT, 1L << 57);
      assertThat(space.liveContainers()).isZero();
    }
  }

  @Nested
  class Arming {
    /** A watch that outlives its container is about whatever comes to its address. */
    @Test
    void armingAgainLooksAtWhatIsThereNow() {
      space.allocated(AT, 64 * KIB);
      Watch watch = registry.watch(AT + 8 * KIB, KIB, 1);
      assertThat(watch.isContained()).isTrue();
      space.freed(AT);
      assertThat(reportedAgainIfNow(watch, () -> space.freed(AT + 8 * KIB - 16))).as("a small block is there now").isTrue();
      assertThat(watch.isContained()).isFalse();
      space.mapped(AT, 64 * KIB);
      assertThat(reportedAgainIfNow(watch, space::truncationBegin)).as("a file is there now").isTrue();
      space.truncationEnd();
      assertThat(watch.isContained()).isTrue();
      assertThat(reportedAgainIfNow(watch, () -> space.unmapped(AT, 64 * KIB))).isTrue();
      registry.drain(new long[1]);
      space.allocated(AT, 64 * KIB);
      registry.rearm(watch);
      space.freed(AT + 8 * KIB - 16);
      assertThat(watch.isClean()).as("a small free is no longer about it").isTrue();
      registry.unwatch(watch);
      assertThat(space.watches()).isZero();
    }
  }

  @Nested
  class Declarations {
    @Test
    void declaredAgainSmallerLeavesNoWatchWithoutAnEnd() {
      space.declare(AT, 64 * KIB);
      Watch beyond = registry.watch(AT + 32 * KIB, KIB, 1);
      Watch within = registry.watch(AT, KIB, 2);
      Watch other = registry.watch(AT + 64 * KIB, KIB, 3);
      space.declare(AT, 16 * KIB);
      assertThat(beyond.isClean()).isFalse();
      assertThat(within.isClean()).isFalse();
      assertThat(other.isClean()).isTrue();
      assertThat(space.containerSize(AT)).isEqualTo(16 * KIB);
      assertThat(reportedAgainIfNow(within, () -> space.undeclare(AT))).isTrue();
    }

    @Test
    void declaredMemoryIsAContainerUntilItsOwnerEndsIt() {
      space.declare(AT, 100);
      assertThat(space.containerAround(AT + 1, AT + 100)).isEqualTo(AT);
      Watch watch = registry.watch(AT, 100, 1);
      assertThat(watch.isContained()).isTrue();
      space.undeclare(AT);
      assertThat(watch.isClean()).isFalse();
      assertThat(space.liveContainers()).isZero();
    }

    @Test
    void sizesThatCannotBeAreRefused() {
      assertThatIllegalArgumentException().isThrownBy(() -> space.declare(AT, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> space.declare(0, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> space.declare(AT, Long.MAX_VALUE));
    }
  }

  @Test
  void sitesAreRecordedOnlyWhenAskedFor() {
    Watch plain = registry.watch(AT, KIB, 1);
    space.freed(AT);
    assertThat(plain.site()).isNull();
    space.recordSites(true);
    Watch watch = registry.watch(AT, KIB, 2);
    space.freed(AT);
    assertThat(watch.site()).isNotNull();
    assertThat(watch.site().getStackTrace()).anyMatch(f -> f.getMethodName().equals("sitesAreRecordedOnlyWhenAskedFor"));
    registry.drain(new long[2]);
    registry.rearm(watch);
    assertThat(watch.site()).as("none since it was armed").isNull();
    space.recordSites(true);
    space.recordSites(false);
    space.freed(AT);
    assertThat(watch.site()).as("one of two still wants them").isNotNull();
    registry.drain(new long[2]);
    registry.rearm(watch);
    space.recordSites(false);
    space.freed(AT);
    assertThat(watch.site()).isNull();
  }

  @Test
  void eventsAreCountedByKind() {
    space.allocated(AT, PAGE);
    space.reallocationBegin(AT, PAGE);
    space.reallocationEnd(AT, AT);
    space.freed(AT);
    space.mapped(AT, PAGE);
    space.changeBegin(AT, PAGE);
    space.changeEnd(AT, PAGE);
    space.truncationBegin();
    space.truncationEnd();
    space.unmapped(AT, PAGE);
    space.arenaClosed();
    for (EventKind kind : EventKind.values()) {
      assertThat(space.eventCount(kind)).as(kind.name()).isEqualTo(1);
    }
  }

  @Test
  void severalRegistriesHearTheSameEventEachForItself() {
    WatchRegistry other = space.newRegistry("other");
    for (int i = 0; i < 10; i++) {
      registry.watch(AT, KIB, i);
      other.watch(AT, KIB, i);
    }
    WatchRegistry third = space.newRegistry("third");
    third.watch(ELSEWHERE, KIB, 1);
    space.freed(AT);
    assertThat(registry.drain(new long[100])).isEqualTo(10);
    assertThat(registry.generation()).isPositive();
    assertThat(other.generation()).isPositive();
    assertThat(third.generation()).isZero();
    other.close();
    assertThat(third.size()).isEqualTo(1);
    assertThat(space.watches()).isEqualTo(11);
  }
}
