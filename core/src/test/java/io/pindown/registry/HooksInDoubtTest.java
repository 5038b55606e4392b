package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks that may have been away: nothing is trusted before they have been asked, and nothing after if they were. */
class HooksInDoubtTest {
  private static final long AT = 0x7f90_0000_0000L;
  private static final long SIZE = 65_536;

  private final AddressSpace space = AddressSpace.hookable();
  private final Asked hooks = new Asked();
  private WatchRegistry registry;
  private Watch watch;

  /** Hooks that say what the test wants. */
  private static final class Asked implements HookSource {
    private final long[] lost = new long[1];
    private Runnable doubt;
    private Runnable whileAsked = () -> {};
    private boolean intact = true;
    private Coverage coverage = Coverage.COMPLETE;
    private int asked;
    private int adopted;

    @Override
    public long[] lost() {
      return lost;
    }

    @Override
    public void subscribe(LongBinaryOperator[] sinks) {}

    @Override
    public void onDoubt(Runnable given) {
      doubt = given;
    }

    @Override
    public boolean seesFromStart() {
      return true;
    }

    @Override
    public boolean intact() {
      asked++;
      whileAsked.run();
      return intact;
    }

    @Override
    public void adoptAll(Adopter adopter) {
      adopted++;
    }

    @Override
    public Coverage coverage() {
      return coverage;
    }

    @Override
    public void prove() {}
  }

  @BeforeEach
  void watch() {
    space.linked(hooks);
    space.allocated(AT, SIZE);
    registry = space.newRegistry("doubt");
    watch = registry.watch(AT, SIZE, 1);
    assertThat(watch.isClean()).isTrue();
    hooks.asked = 0;
  }

  @Test
  void inDoubtNothingIsTrustedAndNobodyIsAskedByALook() {
    hooks.doubt.run();
    assertThat(watch.isClean()).isFalse();
    assertThat(space.nothingLost()).isFalse();
    assertThat(hooks.asked).isZero();
  }

  @Test
  void hooksThatWereThereAllTheTimeLeaveEverythingAsItIs() {
    hooks.doubt.run();
    assertThat(registry.drain(new long[1])).isZero();
    assertThat(hooks.asked).isEqualTo(1);
    assertThat(watch.isClean()).isTrue();
    assertThat(space.containerAround(AT, AT + SIZE)).isEqualTo(AT);
    assertThat(hooks.adopted).isZero();
    assertThat(registry.drain(new long[1])).isZero();
    assertThat(hooks.asked).as("once for each doubt").isEqualTo(1);
  }

  @Test
  void hooksThatWereAwayLeaveNothing() {
    hooks.intact = false;
    hooks.doubt.run();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
    assertThat(watch.isClean()).isFalse();
    assertThat(space.containerAround(AT, AT + SIZE)).isZero();
    assertThat(hooks.adopted).as("what can be found again").isEqualTo(1);
    registry.rearm(watch);
    assertThat(watch.isClean()).isTrue();
  }

  /** What began while they were out is not known to have begun. */
  @Test
  void whoWasOutHasNotSeenEverything() {
    assertThat(space.seesFromStart()).isTrue();
    hooks.doubt.run();
    assertThat(space.seesFromStart()).as("they were there all the time").isTrue();
    hooks.intact = false;
    hooks.doubt.run();
    assertThat(space.seesFromStart()).isFalse();
    hooks.intact = true;
    assertThat(space.seesFromStart()).isFalse();
  }

  @Test
  void whileTheyAreAwayNothingIsAdopted() {
    hooks.intact = false;
    hooks.coverage = Coverage.NONE;
    hooks.doubt.run();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
    assertThat(hooks.adopted).isZero();
  }

  @Test
  void aDoubtWhileTheyAreAskedIsAskedAboutAgain() {
    hooks.whileAsked = () -> {
      hooks.whileAsked = () -> {};
      hooks.doubt.run();
    };
    hooks.doubt.run();
    registry.drain(new long[1]);
    assertThat(watch.isClean()).isFalse();
    registry.drain(new long[1]);
    assertThat(hooks.asked).isEqualTo(2);
    assertThat(watch.isClean()).isTrue();
  }

  @Test
  void aLossDuringADoubtIsALossWhateverTheySay() {
    hooks.doubt.run();
    space.loseOne();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
    assertThat(space.containerAround(AT, AT + SIZE)).isZero();
    assertThat(hooks.asked).as("the loss does not hide the doubt, either").isEqualTo(1);
  }

  @Test
  void aDoubtAfterALossHidesNothing() {
    space.loseOne();
    hooks.doubt.run();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
    assertThat(space.containerAround(AT, AT + SIZE)).isZero();
    assertThat(hooks.asked).as("the loss does not hide the doubt, either").isEqualTo(1);
  }

  /** The hooks cannot tell yet, say so by a doubt of their own, and what is there is neither trusted nor given up until they can. */
  @Test
  void whileTheHooksCannotTellNothingIsTrusted() {
    hooks.whileAsked = () -> hooks.doubt.run();
    hooks.doubt.run();
    for (int look = 1; look <= 3; look++) {
      assertThat(registry.drain(new long[1])).isZero();
      assertThat(hooks.asked).isEqualTo(look);
      assertThat(watch.isClean()).isFalse();
    }
    hooks.whileAsked = () -> {};
    assertThat(registry.drain(new long[1])).isZero();
    assertThat(watch.isClean()).isTrue();
  }

  @Test
  void aLossInTheHooksDuringADoubtIsALoss() {
    hooks.doubt.run();
    hooks.lost[0]++;
    assertThat(registry.drain(new long[1])).isEqualTo(1);
    assertThat(space.containerAround(AT, AT + SIZE)).isZero();
  }

  @Test
  void aProofThatFailsIsMadeAgain() {
    hooks.intact = false;
    hooks.whileAsked =
        () -> {
          throw new StackOverflowError();
        };
    hooks.doubt.run();
    assertThatThrownBy(registry::generation).isInstanceOf(StackOverflowError.class);
    assertThat(space.nothingLost()).isFalse();
    hooks.whileAsked = () -> {};
    registry.generation();
    assertThat(space.nothingLost()).isTrue();
    assertThat(hooks.asked).as("once in vain").isEqualTo(2);
    assertThat(hooks.adopted).as("they were gone, so what can be adopted is").isEqualTo(1);
  }
}
