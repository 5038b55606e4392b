package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers from before the hooks: in two steps, so that one that ends in between is not relied on. */
class AdopterTest {
  private static final long AT = 0x7f90_0000_0000L;
  private static final long SIZE = 40_003;

  private AddressSpace space;
  private Adopter adopter;

  @BeforeEach
  void link() {
    StandInHooks.proving(-1, -1);
    space = AddressSpace.hookable();
    HookSource source = new HookSource() {
      private final HookSource hooks = new HookLink(StandInHooks.class);

      @Override
      public long[] lost() {
        return hooks.lost();
      }

      @Override
      public void subscribe(java.util.function.LongBinaryOperator[] sinks) {
        hooks.subscribe(sinks);
      }

      @Override
      public Coverage coverage() {
        return hooks.coverage();
      }

      @Override
      public void prove() {
        hooks.prove();
      }

      @Override
      public void adoptAll(Adopter given) {
        adopter = given;
      }
    };
    space.linked(source);
    space.adoptAll();
  }

  private boolean known() {
    return space.containerAround(AT, AT + SIZE) == AT;
  }

  @Test
  void whatIsOnlyRecordedIsNotReliedOn() {
    assertThat(adopter.record(AT, SIZE, false)).isTrue();
    assertThat(known()).isFalse();
    adopter.rely(AT, SIZE, false);
    assertThat(known()).isTrue();
    assertThat(space.containerSize(AT)).as("whole words, as Unsafe would have asked for").isEqualTo(40_008);
    assertThat(space.isMapping(AT)).isFalse();
    assertThat(adopter.record(AT, SIZE, false)).as("known already").isFalse();
  }

  @Test
  void aMappingHasWholePages() {
    adopter.record(AT, SIZE, true);
    adopter.rely(AT, SIZE, true);
    assertThat(space.containerSize(AT)).isEqualTo(40_960);
    assertThat(space.isMapping(AT)).isTrue();
  }

  @Test
  void itsEndIsSeen() {
    adopter.record(AT, SIZE, false);
    adopter.rely(AT, SIZE, false);
    Watch watch = space.newRegistry("end").watch(AT + 30_000, 100, 1);
    space.freed(AT);
    assertThat(watch.isClean()).isFalse();
    assertThat(known()).isFalse();
  }

  @Test
  void whatEndsInBetweenIsNotReliedOn() {
    adopter.record(AT, SIZE, false);
    Watch watch = space.newRegistry("between").watch(AT + 30_000, 100, 1);
    space.freed(AT);
    assertThat(watch.isClean()).as("armed while it was recorded only").isFalse();
    adopter.rely(AT, SIZE, false);
    assertThat(known()).isFalse();
    space.allocated(AT, 8_192);
    adopter.rely(AT, SIZE, false);
    assertThat(space.containerSize(AT)).as("another container by now").isEqualTo(8_192);
  }

  @Test
  void whatIsWithdrawnIsUnknownAndItsWatchesHit() {
    adopter.record(AT, SIZE, false);
    Watch watch = space.newRegistry("withdrawn").watch(AT + 30_000, 100, 1);
    adopter.withdraw(AT);
    assertThat(watch.isClean()).isFalse();
    assertThat(watch.isOnlyLate()).as("who has it leased is not accused").isTrue();
    adopter.rely(AT, SIZE, false);
    assertThat(known()).isFalse();
    assertThat(space.liveContainers()).isZero();
  }

  @Test
  void watchesFromBeforeAreHit() {
    Watch watch = space.newRegistry("before").watch(AT + 30_000, 100, 1);
    adopter.record(AT, SIZE, false);
    assertThat(watch.isClean()).as("whatever happened before was not seen").isFalse();
    assertThat(watch.isOnlyLate()).as("nor by whom").isTrue();
  }

  @Test
  void smallAndImpossibleOnesAreRefused() {
    assertThat(adopter.record(AT, 4_088, false)).isFalse();
    assertThat(adopter.record(AT, 4_089, false)).isTrue();
    assertThat(adopter.record(0, SIZE, false)).as("ended").isFalse();
    assertThat(adopter.record(-4_096, SIZE, false)).isFalse();
    assertThat(adopter.record(AT, Long.MAX_VALUE, false)).isFalse();
    assertThat(adopter.record(AT, -1, true)).isFalse();
  }

  @Test
  void whatWasForgottenAfterALossIsKnownAgain() {
    adopter.record(AT, SIZE, false);
    adopter.rely(AT, SIZE, false);
    space.loseOne();
    space.newRegistry("loss").watch(AT, 10, 1);
    assertThat(known()).isFalse();
    assertThat(adopter.record(AT, SIZE, false)).isTrue();
    adopter.rely(AT, SIZE, false);
    assertThat(known()).isTrue();
    space.freed(AT);
    assertThat(space.liveContainers()).isZero();
  }

  @Test
  void moreThanTheTablesHold() {
    for (int i = 0; i < 100_000; i++) {
      long base = AT + i * 65_536L;
      assertThat(adopter.record(base, 8_192, false)).isTrue();
      adopter.rely(base, 8_192, false);
    }
    assertThat(space.liveContainers()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      space.freed(AT + i * 65_536L);
    }
    assertThat(space.liveContainers()).isZero();
  }

  private volatile boolean closed;

  /** As an arena is closed by another thread: announced, then freed. Whatever the order, nothing stays known. */
  @Test
  void aCloseInAnotherThread() throws Exception {
    CyclicBarrier round = new CyclicBarrier(2);
    int rounds = 20_000;
    int[] adopted = new int[1];
    Thread closer = new Thread(() -> {
      try {
        for (int i = 0; i < rounds; i++) {
          round.await();
          closed = true;
          space.freed(AT);
          round.await();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    closer.start();
    for (int i = 0; i < rounds; i++) {
      closed = false;
      round.await();
      boolean recorded = adopter.record(AT, SIZE, false);
      if (closed) {
        adopter.withdraw(AT);
      } else if (recorded) {
        adopter.rely(AT, SIZE, false);
        adopted[0]++;
      }
      round.await();
      assertThat(space.liveContainers()).isZero();
    }
    closer.join();
    assertThat(adopted[0]).as("rounds in which it was adopted before it was closed").isPositive();
  }
}
