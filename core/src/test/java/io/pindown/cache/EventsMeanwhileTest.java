package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.KernelEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel has told of something just now, and nobody has looked yet: what it does not concern is as good as before. */
class EventsMeanwhileTest extends CacheFixture {
  private final KernelByHand kernel = new KernelByHand();

  @BeforeEach
  void listen() {
    space.listenTo(kernel);
  }

  @Test
  void otherMemorysEventsWithdrawNothingThatIsBeingRegistered() {
    allocate(0, 1);
    registrar.onRegister(r -> kernel.pending(() -> space.unmapped(block(1), SIZE)));
    Region made = use(0);
    assertThat(statistics().withdrawn()).isZero();
    assertThat(statistics().registrations()).isEqualTo(1);
    assertThat(statistics().oneUseTotal()).isZero();
    assertThat(use(0)).isSameAs(made);
  }

  @Test
  void itsOwnEventWithdrawsIt() {
    allocate(0);
    registrar.onRegister(
        r -> {
          if (r.number() == 1) {
            kernel.pending(
                () -> {
                  space.changeBegin(block(0), PAGE);
                  space.changeEnd(block(0), PAGE);
                });
          }
        });
    assertThat(use(0).number()).isEqualTo(2);
    assertThat(statistics().withdrawn()).isEqualTo(1);
    assertThat(use(0).number()).isEqualTo(2);
  }

  @Test
  void anEventBetweenALookAndTheNextDoesNotRegisterTwice() {
    for (int asks = 0; asks < 12; asks++) {
      with(CacheOptions.defaults("asks").withMaxBytes(1L << 40));
      allocate(0, 1);
      Region made = use(0);
      kernel.pendingAfter(asks, () -> space.unmapped(block(1), SIZE));
      assertThat(use(0)).as("after %d asks", asks).isSameAs(made);
      kernel.pendingAfter(-1, () -> {});
      space.settleLosses();
      assertThat(statistics().registrations()).as("after %d asks", asks).isEqualTo(1);
      space.freed(block(0));
    }
  }

  @Test
  void twoEventsOneAfterTheOther() {
    allocate(0, 1);
    Region made = use(0);
    Thread acquirer = Thread.currentThread();
    KernelEvents busy = new BusyKernel(acquirer);
    space.listenTo(busy);
    assertThat(use(0)).isSameAs(made);
    space.listenTo(null);
    assertThat(statistics().registrations()).isEqualTo(1);
  }

  /** Has something new as soon as it was looked at, two times. */
  private static final class BusyKernel implements KernelEvents {
    private final Thread acquirer;
    private int times = 2;
    private boolean settled;

    BusyKernel(Thread acquirer) {
      this.acquirer = acquirer;
    }

    @Override
    public boolean settled() {
      if (Thread.currentThread() != acquirer) {
        return true;
      }
      boolean now = settled;
      settled &= times-- <= 0;
      return now;
    }

    @Override
    public void settle() {
      settled = true;
    }

    @Override
    public boolean watch(long start, long end) {
      return true;
    }

    @Override
    public boolean unchanged(long start, long end) {
      return true;
    }
  }

  @Test
  void whoHearsOfPinnedMemoryAndFailsLeavesNothingPinned() {
    allocate(0);
    space.onPinned(
        watch -> {
          throw new IllegalStateException("cannot look");
        });
    assertThatThrownBy(() -> cache.acquire(block(0), SIZE, Access.LOCAL_READ)).hasMessage("cannot look");
    space.onPinned(null);
    assertThat(registrar.live()).isEmpty();
    assertThat(statistics().pinnedBytes()).isZero();
    use(0);
  }

  @Test
  void whatIsDormantComesBackBesideOtherEvents() {
    with(CacheOptions.defaults("dormant").withMaxBytes(1L << 40).withOnFree(OnFree.KEEP));
    for (int asks = 0; asks < 16; asks++) {
      allocate(0, 1);
      Region made = use(0);
      space.freed(block(0));
      allocate(0);
      kernel.pendingAfter(asks, () -> space.unmapped(block(1), SIZE));
      assertThat(use(0)).as("after %d asks", asks).isSameAs(made);
      kernel.pendingAfter(-1, () -> {});
      space.settleLosses();
      space.freed(block(0));
    }
    assertThat(statistics().registrations()).isEqualTo(1);
  }
}
