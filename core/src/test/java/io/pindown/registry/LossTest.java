package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that fail, for want of stack, lose nothing: everything is dirty after them. */
@Timeout(60)
class LossTest {
  private static final long KIB = 1024;
  private static final long AT = 0x7f50_0000_0000L;
  private static final int TIMES = 100;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("loss");

  /** Goes to the end of the stack and comes back a frame at a time, until the event can be entered. */
  private static boolean callAtTheEnd(Runnable event) {
    try {
      if (callAtTheEnd(event)) {
        return true;
      }
    } catch (StackOverflowError e) {
      // this is the last frame but a few
    }
    try {
      event.run();
      return true;
    } catch (StackOverflowError e) {
      return false; // not entered
    }
  }

  /** A few frames of another size, so that the end is met at another place. */
  private static void shifted(int by, Runnable then) {
    if (by == 0) {
      then.run();
    } else {
      shifted(by - 1, then);
    }
  }

  private void atManyDepths(IntConsumer oneDepth) throws InterruptedException {
    atDepths(TIMES, oneDepth);
  }

  private void atDepths(int times, IntConsumer oneDepth) throws InterruptedException {
    Thread thread =
        new Thread(
            null,
            () -> {
              for (int by = 0; by < times; by++) {
                int shift = by;
                shifted(by % 64, () -> oneDepth.accept(shift));
              }
            },
            "at the end",
            256 * KIB);
    Throwable[] failure = new Throwable[1];
    thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
  }

  @Test
  void anEventThatWasEnteredIsNeverLost() throws InterruptedException {
    int[] failedInside = new int[1];
    atManyDepths(
        shift -> {
          space.allocated(AT, 64 * KIB);
          Watch watch = registry.watch(AT, 64 * KIB, shift);
          long before = registry.generation();
          assertThat(callAtTheEnd(() -> space.freed(AT))).isTrue();
          if (!space.nothingLost()) {
            failedInside[0]++;
          }
          assertThat(watch.isClean()).as("shift %d", shift).isFalse();
          assertThat(registry.generation()).as("shift %d", shift).isGreaterThan(before);
          assertThat(space.nothingLost()).as("the look at the generation settles it").isTrue();
          long[] dirty = new long[2];
          assertThat(registry.drain(dirty)).as("shift %d", shift).isEqualTo(1);
          assertThat(dirty[0]).isEqualTo(shift);
          assertThat(space.liveContainers()).isZero();
          registry.unwatch(watch);
        });
    assertThat(failedInside[0]).as("the test has found depths at which the event fails").isPositive();
    assertThat(registry.drain(new long[1])).isZero();
    assertThat(registry.drainedGeneration()).as("and no announcement is left over").isEqualTo(registry.generation());
  }

  /** An event that fails throws nothing, so a warm-up in which one did would be taken for one that has run everything. */
  @Test
  void aWarmUpInWhichAnEventFailsSaysSo() throws InterruptedException {
    WarmUp.runWatched(AddressSpace.scarce()); // what is loaded is loaded where there is room
    int[] refused = new int[1];
    atDepths(
        5, // each tries a few hundred frames, until all of it has room
        shift -> {
          AddressSpace[] ran = new AddressSpace[1];
          assertThat(callAtTheEnd(() -> {
            AddressSpace scarce = AddressSpace.scarce();
            try {
              WarmUp.runWatched(scarce);
            } catch (IllegalStateException e) {
              refused[0]++;
              throw new StackOverflowError(); // so that it is tried a frame higher
            }
            ran[0] = scarce;
          })).isTrue();
          assertThat(ran[0].nothingLost()).as("shift %d", shift).isTrue();
        });
    assertThat(refused[0]).as("the test has found depths at which one fails").isPositive();
  }

  /** Nobody looks at a generation then; whoever gets the memory is told first all the same. */
  @Test
  void whoKeepsRegistrationsHearsOfALostFreeBeforeTheMemoryIsUsed() throws InterruptedException {
    boolean[] heard = new boolean[1];
    int[] failedInside = new int[1];
    space.tellEndings((start, length) -> {
      heard[0] |= start <= AT && start + length > AT; // the last thing that it does
      return 0;
    });
    atManyDepths(
        shift -> {
          space.allocated(AT, 64 * KIB);
          heard[0] = false;
          assertThat(callAtTheEnd(() -> space.freed(AT))).isTrue();
          if (!heard[0]) {
            failedInside[0]++;
          }
          space.allocated(AT, 64 * KIB);
          assertThat(heard[0]).as("shift %d", shift).isTrue();
          space.freed(AT);
        });
    assertThat(failedInside[0]).as("the test has found depths at which the event fails").isPositive();
  }

  @Test
  void everyWatchIsDirtyAndNoContainerKnownAfterALoss() throws InterruptedException {
    space.allocated(AT, 64 * KIB);
    space.mapped(AT + (1 << 20), 64 * KIB);
    Watch far = registry.watch(AT + (1 << 20), KIB, 1);
    Watch reported = registry.watch(AT + (2 << 20), KIB, 2);
    space.freed(AT + (2 << 20));
    registry.drain(new long[1]);
    space.loseOne();
    assertThat(far.isClean()).isFalse();
    assertThat(far.hits()).as("not yet looked at").isZero();
    assertThat(registry.await(0, TimeUnit.NANOSECONDS)).as("worth a drain").isTrue();
    long[] dirty = new long[4];
    assertThat(registry.drain(dirty)).isEqualTo(1);
    assertThat(dirty[0]).isEqualTo(1);
    assertThat(reported.isClean()).isFalse();
    assertThat(space.liveContainers()).as("any of them may have ended").isZero();
    assertThat(registry.rearm(far)).isTrue();
    assertThat(far.isContained()).isFalse();
    assertThat(far.isClean()).isTrue();
  }

  @Test
  void armingSettlesALossFirst() {
    Watch old = registry.watch(AT, KIB, 1);
    space.loseOne();
    Watch young = registry.watch(AT, KIB, 2);
    assertThat(old.isClean()).isFalse();
    assertThat(young.isClean()).as("armed after the loss").isTrue();
    assertThat(registry.drain(new long[4])).isEqualTo(1);
  }
}
