package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Blocks that get another size, where they are or elsewhere. */
class ReallocationTest extends AddressSpaceFixture {
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

  /** Nobody wants to hear of it: the block is somebody else's, and too small for a container. */
  @Test
  void aSmallBlockWhereAFreedOneWas() {
    space.allocated(AT, 64 * KIB);
    Watch freed = registry.watch(AT, 64 * KIB, 1);
    space.freed(AT);
    space.reallocationBegin(AT, KIB);
    space.reallocationEnd(AT, AT);
    assertThat(freed.hits()).as("the free").isEqualTo(1);
    Watch small = registry.watch(AT, KIB, 2);
    space.reallocationBegin(AT, 2 * KIB);
    assertThat(small.isClean()).as("itself watched").isFalse();
    Watch between = registry.watch(AT, 2 * KIB, 3);
    space.reallocationEnd(AT, AT);
    assertThat(between.isClean()).as("armed while it was going on").isFalse();
    space.reallocationBegin(AT, 8 * KIB);
    space.reallocationEnd(AT, AT);
    assertThat(freed.hits()).as("what has become a container hits what was there").isEqualTo(2);
  }
}
