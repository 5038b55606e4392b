package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSpaceTest {
  private static final long KIB = 1024;
  private static final long PAGE = 4 * KIB;
  private static final long AT = 0x7f40_0000_0000L;
  private static final long ELSEWHERE = AT + (1L << 30);

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("space");

  private boolean reportedAgainIfNow(Watch watch, Runnable event) {
    registry.drain(new long[64]);
    registry.rearm(watch);
    assertThat(watch.isClean()).isTrue();
    event.run();
    return !watch.isClean() && registry.drain(new long[64]) == 1;
  }

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
  class Reallocations {
    private Watch watch;

    private void begin(long newSize) {
      space.allocated(AT, 64 * KIB);
      watch = registry.watch(AT, 64 * KIB, 1);
      space.reallocationBegin(AT, newSize);
      assertThat(watch.isClean()).as("visible before the native call").isFalse();
      assertThat(space.isChanging(AT, AT + 64 * KIB)).isTrue();
      assertThat(space.isChanging(AT + 64 * KIB, AT + 65 * KIB)).isFalse();
      assertThat(space.containerAround(AT, AT + 1)).isZero();
    }

    private void over() {
      assertThat(space.isChanging(AT, AT + 64 * KIB)).isFalse();
    }

    @Test
    void grownInPlace() {
      begin(128 * KIB);
      Watch between = registry.watch(AT, KIB, 2);
      space.reallocationEnd(AT, AT);
      over();
      assertThat(between.isClean()).as("armed while it was going on").isFalse();
      assertThat(space.containerSize(AT)).isEqualTo(128 * KIB);
      assertThat(space.containerAround(AT + 100 * KIB, AT + 128 * KIB)).isEqualTo(AT);
    }

    @Test
    void grownInPlaceOverAMissedFree() {
      space.allocated(AT + 100 * KIB, 8 * KIB);
      Watch missed = registry.watch(AT + 100 * KIB, 8 * KIB, 2);
      begin(128 * KIB);
      space.reallocationEnd(AT, AT);
      assertThat(missed.isClean()).isFalse();
    }

    @Test
    void shrunkInPlace() {
      begin(16 * KIB);
      Watch tail = registry.watch(AT + 32 * KIB, KIB, 2);
      space.reallocationEnd(AT, AT);
      over();
      assertThat(tail.isClean()).isFalse();
      assertThat(space.containerSize(AT)).isEqualTo(16 * KIB);
      assertThat(space.containerAround(AT + 16 * KIB, AT + 17 * KIB)).isZero();
    }

    @Test
    void shrunkInPlaceWhileAnotherThreadGetsWhatIsLeftOver() {
      begin(16 * KIB);
      space.allocated(AT + 16 * KIB, 40 * KIB);
      Watch nextOwners = registry.watch(AT + 16 * KIB, 40 * KIB, 2);
      Watch own = registry.watch(AT + 15 * KIB, 2 * KIB, 3);
      space.reallocationEnd(AT, AT);
      over();
      assertThat(nextOwners.isClean()).as("what is beyond the new end is another owner's by now").isTrue();
      assertThat(own.isClean()).isFalse();
      assertThat(space.containerSize(AT + 16 * KIB)).isEqualTo(40 * KIB);
    }

    @Test
    void movedAwayFromUnderAWatchArmedMeanwhile() {
      begin(128 * KIB);
      Watch between = registry.watch(AT, KIB, 2);
      space.reallocationEnd(AT, ELSEWHERE);
      over();
      assertThat(between.isClean()).as("armed while it was going on").isFalse();
    }

    @Test
    void shrunkBelowWhatIsRecorded() {
      begin(100);
      space.reallocationEnd(AT, AT);
      over();
      assertThat(space.liveContainers()).isZero();
    }

    @Test
    void moved() {
      Watch target = registry.watch(ELSEWHERE, KIB, 3);
      begin(128 * KIB);
      // malloc gives the old range to another thread before the end is told
      space.allocated(AT, 16 * KIB);
      Watch nextOwners = registry.watch(AT, KIB, 2);
      space.reallocationEnd(AT, ELSEWHERE);
      over();
      assertThat(nextOwners.isClean()).as("the old range is another owner's by now").isTrue();
      assertThat(target.isClean()).isFalse();
      assertThat(space.containerSize(ELSEWHERE)).isEqualTo(128 * KIB);
      assertThat(space.containerSize(AT)).isEqualTo(16 * KIB);
      assertThat(space.liveContainers()).isEqualTo(2);
    }

    @Test
    void movedToSmall() {
      begin(100);
      space.reallocationEnd(AT, ELSEWHERE);
      over();
      assertThat(space.liveContainers()).isZero();
    }

    @Test
    void failed() {
      begin(1L << 40);
      space.reallocationEnd(AT, 0);
      over();
      assertThat(space.containerSize(AT)).as("it is where and as it was").isEqualTo(64 * KIB);
      assertThat(reportedAgainIfNow(watch, () -> space.freed(AT))).isTrue();
    }

    @Test
    void ofAnUnknownBlock() {
      Watch near = registry.watch(AT + 100, 1, 1);
      space.reallocationBegin(AT, 64 * KIB);
      assertThat(near.isClean()).isFalse();
      assertThat(space.isChanging(AT, AT + 1)).isTrue();
      space.reallocationEnd(AT, AT);
      assertThat(space.containerSize(AT)).as("its new size is known").isEqualTo(64 * KIB);
      over();
    }

    @Test
    void ofAnUnknownBlockThatFailed() {
      space.reallocationBegin(AT, 64 * KIB);
      space.reallocationEnd(AT, 0);
      assertThat(space.liveContainers()).isZero();
      over();
    }
  }

  @Nested
  class Windows {
    @Test
    void theEndMarksWhatWasArmedInBetween() {
      space.mapped(AT, 4 * PAGE);
      space.changeBegin(AT + PAGE, 100);
      assertThat(space.isChanging(AT + PAGE, AT + PAGE + 1)).isTrue();
      assertThat(space.isChanging(AT + 2 * PAGE - 1, AT + 2 * PAGE)).as("whole pages").isTrue();
      assertThat(space.isChanging(AT, AT + PAGE)).isFalse();
      assertThat(space.isChanging(AT + 2 * PAGE, AT + 3 * PAGE)).isFalse();
      Watch between = registry.watch(AT, 4 * PAGE, 1);
      Watch beside = registry.watch(AT, PAGE, 2);
      assertThat(between.isClean()).isTrue();
      space.changeEnd(AT + PAGE, 100);
      assertThat(between.isClean()).isFalse();
      assertThat(beside.isClean()).isTrue();
      assertThat(space.isChanging(AT, AT + 4 * PAGE)).isFalse();
      assertThat(space.containerSize(AT)).as("the mapping lives on").isEqualTo(4 * PAGE);
    }

    @Test
    void aWatchArmedAgainInBetweenIsMarkedAtTheEnd() {
      space.mapped(AT, PAGE);
      Watch watch = registry.watch(AT, PAGE, 1);
      space.changeBegin(AT, PAGE);
      registry.drain(new long[1]);
      assertThat(registry.rearm(watch)).isTrue();
      space.changeEnd(AT, PAGE);
      assertThat(watch.isClean()).isFalse();
      assertThat(registry.drain(new long[1])).isEqualTo(1);
    }

    @Test
    void windowsMayNestAndOverlap() {
      space.changeBegin(AT, PAGE);
      space.changeBegin(AT, 2 * PAGE);
      space.changeEnd(AT, 2 * PAGE);
      assertThat(space.isChanging(AT, AT + 1)).isTrue();
      space.changeEnd(AT, PAGE);
      assertThat(space.isChanging(AT, AT + 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 200})
    void moreThanThereArePlacesFor(int count) {
      for (int i = 0; i < count; i++) {
        space.changeBegin(AT + i * PAGE, PAGE);
      }
      for (int i = 0; i < count; i++) {
        assertThat(space.isChanging(AT + i * PAGE, AT + i * PAGE + 1)).as("window %d", i).isTrue();
      }
      assertThat(space.isChanging(ELSEWHERE, ELSEWHERE + 1)).as("what has no place is everywhere").isEqualTo(count > 64);
      for (int i = count - 1; i >= 0; i--) {
        Watch between = registry.watch(AT + i * PAGE, 1, i);
        space.changeEnd(AT + i * PAGE, PAGE);
        assertThat(between.isClean()).as("window %d", i).isFalse();
      }
      assertThat(space.isChanging(1, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void reallocationsThatFindNoPlaceLoseNothing() {
      for (int i = 0; i < 64; i++) {
        space.changeBegin(ELSEWHERE + i * PAGE, PAGE);
      }
      for (long newBase : new long[] {AT, AT + (1 << 20), 0}) {
        space.freed(AT);
        space.allocated(AT, 64 * KIB);
        Watch watch = registry.watch(AT + 32 * KIB, KIB, 1);
        space.reallocationBegin(AT, 128 * KIB);
        assertThat(watch.isClean()).isFalse();
        registry.drain(new long[64]);
        registry.rearm(watch);
        Watch between = registry.watch(AT + 40 * KIB, KIB, 2);
        space.reallocationEnd(AT, newBase);
        if (newBase == 0) {
          assertThat(space.containerSize(AT)).as("as it was").isEqualTo(64 * KIB);
          space.freed(AT);
        }
        assertThat(watch.isClean()).as("at 0x%x", newBase).isFalse();
        assertThat(between.isClean()).as("at 0x%x", newBase).isFalse();
        assertThat(space.containerAround(AT + 32 * KIB, AT + 33 * KIB)).as("of unknown size: not cached").isZero();
        registry.unwatch(watch);
        registry.unwatch(between);
      }
    }

    @Test
    void anEndWithoutABeginClosesNothing() {
      space.changeEnd(AT, PAGE);
      space.reallocationEnd(AT, AT);
      space.reallocationEnd(AT, ELSEWHERE);
      space.truncationEnd();
      space.changeBegin(AT, PAGE);
      space.changeEnd(ELSEWHERE, PAGE);
      assertThat(space.isChanging(AT, AT + 1)).isTrue();
      space.changeEnd(AT, PAGE);
      assertThat(space.isChanging(AT, AT + 1)).isFalse();
    }

    @Test
    void anotherThreadsEndClosesNothing() throws InterruptedException {
      space.changeBegin(AT, PAGE);
      Thread other = new Thread(() -> space.changeEnd(AT, PAGE));
      other.start();
      other.join();
      assertThat(space.isChanging(AT, AT + 1)).isTrue();
      space.changeEnd(AT, PAGE);
      assertThat(space.isChanging(AT, AT + 1)).isFalse();
    }
  }

  @Nested
  class Mappings {
    @Test
    void truncationConcernsMappingsAndUnknownMemoryOnly() {
      space.allocated(AT, 64 * KIB);
      space.mapped(ELSEWHERE, 64 * KIB);
      Watch block = registry.watch(AT, KIB, 1);
      Watch mapping = registry.watch(ELSEWHERE, KIB, 2);
      Watch unknown = registry.watch(AT + (1 << 20), KIB, 3);
      space.truncationBegin();
      assertThat(block.isClean()).isTrue();
      assertThat(mapping.isClean()).isFalse();
      assertThat(unknown.isClean()).isFalse();
      assertThat(space.isChanging(ELSEWHERE, ELSEWHERE + 1)).isTrue();
      Watch between = registry.watch(ELSEWHERE, KIB, 4);
      space.truncationEnd();
      assertThat(between.isClean()).isFalse();
      assertThat(block.isClean()).isTrue();
      assertThat(space.isChanging(ELSEWHERE, ELSEWHERE + 1)).isFalse();
    }

    @Test
    void d4AnUnalignedLengthReachesTheEndOfThePage() {
      space.mapped(AT, 2 * PAGE + 1);
      assertThat(space.containerSize(AT)).isEqualTo(3 * PAGE);
      Watch tail = registry.watch(AT + 3 * PAGE - 8, 8, 1);
      Watch next = registry.watch(AT + 3 * PAGE, 8, 2);
      space.unmapped(AT + 2 * PAGE, 1);
      assertThat(tail.isClean()).isFalse();
      assertThat(next.isClean()).isTrue();
      assertThat(space.containerSize(AT)).isEqualTo(2 * PAGE);
    }

    @Test
    void partsThatStayMappedStayContainers() {
      space.mapped(AT, 10 * PAGE);
      space.unmapped(AT + 4 * PAGE, 2 * PAGE);
      assertThat(space.containerAround(AT, AT + 4 * PAGE)).isEqualTo(AT);
      assertThat(space.containerAround(AT + 6 * PAGE, AT + 10 * PAGE)).isEqualTo(AT + 6 * PAGE);
      assertThat(space.containerAround(AT + 3 * PAGE, AT + 5 * PAGE)).isZero();
      assertThat(space.isMapping(AT) && space.isMapping(AT + 6 * PAGE)).isTrue();
      space.unmapped(AT - PAGE, 20 * PAGE);
      assertThat(space.liveContainers()).isZero();
    }

    @Test
    void oneUnmapTakesSeveralContainers() {
      for (int i = 0; i < 100; i++) {
        space.mapped(AT + 3 * i * PAGE, 2 * PAGE);
      }
      Watch first = registry.watch(AT, 1, 1);
      Watch last = registry.watch(AT + 298 * PAGE, 1, 2);
      space.unmapped(AT + PAGE, 297 * PAGE);
      assertThat(space.liveContainers()).isEqualTo(2);
      assertThat(space.containerSize(AT)).isEqualTo(PAGE);
      assertThat(first.isClean()).isTrue();
      assertThat(last.isClean()).isTrue();
      space.unmapped(4096, Long.MAX_VALUE);
      assertThat(space.liveContainers()).isZero();
      assertThat(first.isClean() || last.isClean()).isFalse();
    }

    @Test
    void aMappingOverAPartOfOneLeavesOneContainer() {
      space.mapped(AT, 10 * PAGE);
      Watch watch = registry.watch(AT, 10 * PAGE, 1);
      space.mapped(AT + 4 * PAGE, PAGE);
      assertThat(watch.isClean()).isFalse();
      space.mapped(AT, PAGE);
      assertThat(space.liveContainers()).isEqualTo(1);
      space.unmapped(AT + 4 * PAGE, PAGE);
      assertThat(space.containerAround(AT + 4 * PAGE, AT + 5 * PAGE)).as("no hole is taken for memory").isZero();
    }

    @Test
    void theTopOfTheAddressSpace() {
      Watch top = registry.watch(Long.MAX_VALUE - 10, 10, 1);
      Watch below = registry.watch(Long.MAX_VALUE - 3 * PAGE, PAGE, 2);
      space.unmapped(Long.MAX_VALUE - 100, 1000);
      assertThat(top.isClean()).isFalse();
      assertThat(below.isClean()).isTrue();
      space.unmapped(AT, -1); // a size_t of 2^64 - 1
      assertThat(below.isClean()).isFalse();
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
