package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of while a change is in progress. */
class WindowsOfChangeTest extends AddressSpaceFixture {
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
