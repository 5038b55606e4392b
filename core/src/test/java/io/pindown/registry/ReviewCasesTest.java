package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the test program of 2010 leaves out, by the numbers of the conformance list. U18, U19's waiting consumers and U22 need several
 * threads: {@link RegistryConcurrencyTest}. U21 does not apply: a JVM forks to execute another program only. U23's heap:
 * {@link EventPathTest}. U25 is the agent's.
 */
class ReviewCasesTest {
  private static final long PAGE = 4096;
  private static final long AT = 0x7f20_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("review");

  private long[] drain(int room) {
    long[] cookies = new long[room];
    return Arrays.copyOf(cookies, registry.drain(cookies));
  }

  private void unmapPage(int page) {
    space.unmapped(AT + page * PAGE, PAGE);
  }

  private Watch watchPages(int first, int count, long cookie) {
    return registry.watch(AT + first * PAGE, count * PAGE, cookie);
  }

  @Test
  void u1DrainThatEmptiesProvesTheGeneration() {
    watchPages(0, 1, 1);
    unmapPage(0);
    assertThat(registry.drainedGeneration()).isNotEqualTo(registry.generation());
    drain(4);
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation()).isEqualTo(1);
  }

  @Test
  void u2TwoEventsBeforeADrainAreOneReport() {
    Watch watch = watchPages(0, 3, 7);
    unmapPage(0);
    unmapPage(2);
    assertThat(watch.hits()).isEqualTo(2);
    assertThat(registry.generation()).isEqualTo(2);
    assertThat(drain(4)).containsExactly(7);
    assertThat(drain(4)).isEmpty();
  }

  @Test
  void u3AnEventOverAllOfTheRangeAndMoreIsOneReport() {
    watchPages(1, 1, 7);
    space.unmapped(AT, 3 * PAGE);
    assertThat(registry.generation()).isEqualTo(1);
    assertThat(drain(4)).containsExactly(7);
  }

  @Test
  void u4EveryOverlappingWatchIsReportedAndTheGenerationMovesOnce() {
    watchPages(0, 2, 1);
    watchPages(1, 2, 2);
    watchPages(1, 1, 3);
    watchPages(2, 1, 4);
    unmapPage(1);
    assertThat(registry.generation()).isEqualTo(1);
    assertThat(drain(8)).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void u5IdenticalRangesAreReportedEachForItself() {
    watchPages(0, 1, 1);
    watchPages(0, 1, 2);
    unmapPage(0);
    assertThat(drain(8)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void u6DuplicateCookiesAreFineAndRemovingOneLeavesTheOther() {
    Watch first = watchPages(0, 1, 9);
    Watch second = watchPages(0, 1, 9);
    assertThat(registry.unwatch(first)).isTrue();
    assertThat(second.isClean()).isTrue();
    unmapPage(0);
    assertThat(drain(8)).containsExactly(9);
    assertThat(second.hits()).isEqualTo(1);
  }

  @Test
  void u7AfterAReportAWatchIsSilentUntilItIsArmedAgain() {
    Watch watch = watchPages(0, 1, 7);
    unmapPage(0);
    assertThat(drain(8)).containsExactly(7);
    unmapPage(0);
    assertThat(drain(8)).isEmpty();
    assertThat(watch.hits()).as("hits go on being counted").isEqualTo(2);
    assertThat(watch.isClean()).isFalse();

    assertThat(registry.rearm(watch)).isTrue();
    assertThat(watch.isClean()).isTrue();
    assertThat(watch.hits()).isZero();
    unmapPage(0);
    assertThat(drain(8)).containsExactly(7);
  }

  @Test
  void u7ArmingADirtyWatchDoesNotLoseTheEvent() {
    Watch watch = watchPages(0, 1, 7);
    unmapPage(0);
    assertThat(registry.rearm(watch)).as("it is dirty and no drain has said so").isFalse();
    assertThat(watch.isClean()).isFalse();
    assertThat(drain(8)).containsExactly(7);
    assertThat(registry.rearm(watch)).isTrue();
    assertThat(registry.rearm(watch)).as("armed already").isTrue();
  }

  @Test
  void u8NothingDirtyIsZeroAndAwaitEndsWithItsTime() throws InterruptedException {
    watchPages(0, 1, 7);
    assertThat(drain(8)).isEmpty();
    assertThat(registry.await(5, TimeUnit.MILLISECONDS)).isFalse();
    unmapPage(0);
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).isTrue();
    assertThat(registry.await(Long.MAX_VALUE, TimeUnit.DAYS)).as("the longest time is no problem").isTrue();
  }

  @Test
  void u9RoomForNothingIsRefusedAndLosesNothing() {
    watchPages(0, 1, 7);
    unmapPage(0);
    assertThatIllegalArgumentException().isThrownBy(() -> registry.drain(new long[0])).withMessageContaining("0");
    assertThat(drain(1)).containsExactly(7);
  }

  @Test
  void u10TheRestStaysAndTheProvenGenerationWaitsForIt() throws InterruptedException {
    int n = 10;
    for (int i = 0; i < n; i++) {
      watchPages(i, 1, i);
      unmapPage(i);
    }
    assertThat(drain(n - 1)).containsExactly(LongStream.range(0, n - 1).toArray());
    assertThat(registry.drainedGeneration()).isZero();
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).as("u11: still worth a drain").isTrue();
    assertThat(drain(n)).containsExactly(n - 1);
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation()).isEqualTo(n);
  }

  @Test
  void u10RoomForExactlyAllIsReportedAndThenEmpty() {
    for (int i = 0; i < 3; i++) {
      watchPages(i, 1, i);
      unmapPage(i);
    }
    assertThat(drain(3)).containsExactly(0, 1, 2);
    assertThat(drain(3)).isEmpty();
    assertThat(registry.drainedGeneration()).isEqualTo(3);
  }

  @Test
  void u11AwaitIsUpAsLongAsSomethingIsDirty() throws InterruptedException {
    watchPages(0, 1, 1);
    watchPages(1, 1, 2);
    space.unmapped(AT, 2 * PAGE);
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).isTrue();
    drain(1);
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).isTrue();
    drain(1);
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).isFalse();
  }

  @Test
  void u12AWatchThatIsTakenOutWhileDirtyIsNotReported() throws InterruptedException {
    Watch gone = watchPages(0, 1, 1);
    watchPages(0, 1, 2);
    unmapPage(0);
    assertThat(registry.unwatch(gone)).isTrue();
    assertThat(gone.isClean()).isFalse();
    assertThat(drain(8)).containsExactly(2);
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).isFalse();
  }

  @Test
  void u13TakingOutTheOnlyDirtyWatchLeavesAWayBackToTheFastPath() {
    Watch watch = watchPages(0, 1, 1);
    unmapPage(0);
    registry.unwatch(watch);
    assertThat(registry.generation()).isEqualTo(1);
    assertThat(drain(1)).isEmpty();
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation());
  }

  @Test
  void u14TakingOutTwiceIsFalseAndAnothersWatchIsRefused() {
    Watch watch = watchPages(0, 1, 1);
    assertThat(registry.unwatch(watch)).isTrue();
    assertThat(registry.unwatch(watch)).isFalse();
    assertThat(registry.size()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> registry.rearm(watch)).withMessageContaining("taken out");
    WatchRegistry other = space.newRegistry("other");
    Watch others = other.watch(AT, PAGE, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> registry.unwatch(others)).withMessageContaining("other");
    assertThatIllegalArgumentException().isThrownBy(() -> registry.rearm(others)).withMessageContaining("other");
    assertThat(others.isClean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 0", "4096, -1", "0, 4096", "-4096, 4096", "9223372036854775807, 1", "9223372036854771712, 4096", "1, 9223372036854775807"
  })
  void u15EmptyInvertedAndWrappingRangesAreRefused(long address, long length) {
    assertThatIllegalArgumentException().isThrownBy(() -> registry.watch(address, length, 1));
    assertThat(registry.size()).isZero();
  }

  @Test
  void u15NothingNeedsToBeMapped() {
    assertThat(registry.watch(1, 1, 1).isClean()).isTrue();
    assertThat(registry.watch(Long.MAX_VALUE - 1, 1, 2).isClean()).isTrue();
    assertThat(registry.watch(1, Long.MAX_VALUE - 1, 3).isClean()).isTrue();
  }

  @Test
  void u16AnEventThatOnlyTouchesIsNoHit() {
    Watch watch = watchPages(1, 1, 1);
    unmapPage(0);
    unmapPage(2);
    assertThat(watch.isClean()).isTrue();
    assertThat(registry.generation()).isZero();
  }

  @Test
  void u17AFailingHandOverLosesNothing() {
    watchPages(0, 1, 7);
    unmapPage(0);
    assertThatNullPointerException().isThrownBy(() -> registry.drain(null));
    assertThat(drain(8)).containsExactly(7);
  }

  @Test
  void u19CloseEndsArmedDirtyAndReportedWatches() {
    Watch reported = watchPages(0, 1, 1);
    unmapPage(0);
    drain(8);
    Watch dirty = watchPages(1, 1, 2);
    unmapPage(1);
    Watch armed = watchPages(2, 1, 3);
    Watch others = space.newRegistry("other").watch(AT, PAGE, 4);
    registry.close();
    registry.close();
    assertThat(armed.isClean()).isFalse();
    assertThat(armed.isRemoved() && dirty.isRemoved() && reported.isRemoved()).isTrue();
    assertThat(registry.size()).isZero();
    assertThat(space.watches()).as("another registry's watch stays").isEqualTo(1);
    assertThat(others.isClean()).isTrue();
  }

  @Test
  void u20AfterCloseCallsAreRefusedByName() throws InterruptedException {
    Watch watch = watchPages(0, 1, 1);
    registry.close();
    assertThatIllegalStateException().isThrownBy(() -> watchPages(0, 1, 1)).withMessageContaining("review");
    assertThatIllegalStateException().isThrownBy(() -> drain(1)).withMessageContaining("review");
    assertThatIllegalStateException().isThrownBy(() -> registry.rearm(watch)).withMessageContaining("review");
    assertThat(registry.unwatch(watch)).isFalse();
    assertThat(registry.await(1, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void u23AStormIsOneReportAndASaturatingCount() {
    Watch watch = watchPages(0, 1, 7);
    for (int i = 0; i < 100_000; i++) {
      unmapPage(0);
    }
    assertThat(watch.hits()).isEqualTo(100_000);
    assertThat(drain(8)).containsExactly(7);
    assertThat(drain(8)).isEmpty();
  }

  @Test
  void u24AnOldHandleNeverValidatesANewWatch() {
    Watch old = watchPages(0, 1, 7);
    registry.unwatch(old);
    Watch young = watchPages(0, 1, 7);
    assertThat(young.isClean()).isTrue();
    assertThat(old.isClean()).isFalse();
    unmapPage(0);
    drain(1);
    registry.rearm(young);
    assertThat(old.isClean()).isFalse();
    assertThat(old.isRemoved()).isTrue();
  }
}
