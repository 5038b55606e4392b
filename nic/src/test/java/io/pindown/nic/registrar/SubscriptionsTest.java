package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.OneUse;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelFindings;
import io.pindown.registry.KernelSource;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import org.junit.jupiter.api.Test;

/** Single cases; {@link SubscriptionsModelTest} has the combinations. */
class SubscriptionsTest {
  private static final long BASE = 0x10_0000;
  private static final long SIZE = 0x1_0000;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("test");
  private final Subscriptions subscriptions = new Subscriptions(space, registry);

  private void reuse() {
    space.freed(BASE);
    space.allocated(BASE, SIZE);
  }

  @Test
  void isValidUntilTheMemoryIsFreed() {
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.valid(BASE, 100)).as("not subscribed").isFalse();
    assertThat(subscriptions.subscribe(BASE, 100)).isNull();
    assertThat(subscriptions.valid(BASE, 100)).isTrue();
    assertThat(subscriptions.valid(BASE, 99)).as("another range").isFalse();
    space.freed(BASE);
    assertThat(subscriptions.valid(BASE, 100)).isFalse();
  }

  @Test
  void whatOneCacheWasToldIsSubscribedAnewAtOnce() {
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    reuse();
    assertThat(subscriptions.valid(BASE, SIZE)).isFalse();
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    assertThat(subscriptions.valid(BASE, SIZE)).isTrue();
    assertThat(subscriptions.size()).isEqualTo(1);
    assertThat(registry.size()).isEqualTo(1);
  }

  /** Two caches, of two domains: the second one's new registration must not make the first one's old one good. */
  @Test
  void whileAnotherCacheMayHaveTheOldOneTheNewOneIsUsedOnce() {
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    reuse();
    assertThat(subscriptions.valid(BASE, SIZE)).as("the second cache asks").isFalse();
    assertThat(subscriptions.subscribe(BASE, SIZE)).as("and registers anew").isEqualTo(OneUse.INVALIDATED);
    assertThat(subscriptions.valid(BASE, SIZE)).as("the first cache asks").isFalse();
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
  }

  /** A kernel that has something to tell when memory is about to be watched: then its block ends. */
  private final class EndingMeanwhile implements KernelSource {
    private boolean ends;

    @Override
    public boolean settled() {
      return !ends;
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public boolean drain(Sink sink) {
      if (ends) {
        ends = false;
        space.freed(BASE);
      }
      return true;
    }

    @Override
    public boolean watch(long start, long end) {
      return true;
    }

    @Override
    public boolean covers(long start, long end) {
      return true;
    }
  }

  /** It was found in a block, and lies in none when it is watched. */
  @Test
  void memoryThatEndsMeanwhileIsUsedOnce() {
    EndingMeanwhile kernel = new EndingMeanwhile();
    space.backstop(kernel, KernelFindings.NONE);
    space.allocated(BASE, SIZE);
    kernel.ends = true;
    assertThat(subscriptions.subscribe(BASE, SIZE)).isEqualTo(OneUse.CHANGING);
    assertThat(subscriptions.size()).isZero();
    assertThat(registry.size()).isZero();
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
  }

  @Test
  void aNotificationIsTheEndOfAllOldOnes() {
    space.allocated(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    reuse();
    Watch[] dirty = new Watch[4];
    assertThat(registry.drainWatches(dirty)).isEqualTo(1);
    Subscription changed = (Subscription) dirty[0];
    int held = subscriptions.held(changed);
    assertThat(held).isEqualTo(2);
    subscriptions.forgotten(changed, held);
    assertThat(subscriptions.size()).isZero();
    assertThat(registry.size()).isZero();
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    assertThat(subscriptions.held(changed)).as("the old one").isZero();
    subscriptions.forgotten(changed, 1);
    assertThat(subscriptions.valid(BASE, SIZE)).as("the new one").isTrue();
  }

  /** libfabric from 2.1 on unsubscribes what it was told is not valid, and what was refused; that is no second one. */
  @Test
  void anUnsubscribeThatFollowsANoSaysNothingNew() {
    space.allocated(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    reuse();
    assertThat(subscriptions.valid(BASE, SIZE)).isFalse();
    subscriptions.unsubscribe(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isEqualTo(OneUse.INVALIDATED);
    subscriptions.unsubscribe(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isEqualTo(OneUse.INVALIDATED);
    subscriptions.unsubscribe(BASE, SIZE);
    subscriptions.unsubscribe(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).as("the other cache has let go").isNull();
  }

  @Test
  void theLastUnsubscribeEndsTheWatch() {
    space.allocated(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    subscriptions.unsubscribe(BASE, SIZE);
    assertThat(subscriptions.valid(BASE, SIZE)).isTrue();
    subscriptions.unsubscribe(BASE, SIZE);
    assertThat(registry.size()).isZero();
    assertThat(subscriptions.valid(BASE, SIZE)).isFalse();
  }

  @Test
  void memoryOfWhichNothingIsKnownIsUsedOnce() {
    assertThat(subscriptions.subscribe(BASE, SIZE)).isEqualTo(OneUse.UNKNOWN_CONTAINER);
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE + 1)).as("beyond its end").isEqualTo(OneUse.UNKNOWN_CONTAINER);
    assertThat(registry.size()).isZero();
  }

  @Test
  void aRangeOfNothingIsUsedOnce() {
    space.allocated(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, 0)).isEqualTo(OneUse.UNKNOWN_CONTAINER);
    assertThat(subscriptions.valid(BASE, 0)).isFalse();
    subscriptions.unsubscribe(BASE, 0);
  }

  @Test
  void memoryThatIsChangingIsUsedOnce() {
    space.mapped(BASE, SIZE);
    space.changeBegin(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isEqualTo(OneUse.CHANGING);
    space.changeEnd(BASE, SIZE);
    assertThat(subscriptions.subscribe(BASE, SIZE)).isNull();
    space.changeBegin(BASE + 4096, 4096);
    assertThat(subscriptions.valid(BASE, SIZE)).isFalse();
    space.changeEnd(BASE + 4096, 4096);
  }

  @Test
  void thereIsABound() {
    space.mapped(BASE, 1L << 30);
    for (int i = 0; i < Subscriptions.MOST; i++) {
      assertThat(subscriptions.subscribe(BASE, i + 1)).isNull();
    }
    assertThat(subscriptions.isFull()).isTrue();
    assertThat(subscriptions.subscribe(BASE, Subscriptions.MOST + 1)).isEqualTo(OneUse.LIMIT);
    assertThat(subscriptions.subscribe(BASE, 1)).as("known already").isNull();
    subscriptions.held().forEach(subscriptions::forgotten);
    assertThat(subscriptions.size()).isZero();
    assertThat(registry.size()).isZero();
  }

  @Test
  void clearingEndsAll() {
    space.allocated(BASE, SIZE);
    subscriptions.subscribe(BASE, SIZE);
    subscriptions.subscribe(BASE, 100);
    subscriptions.clear();
    assertThat(subscriptions.size()).isZero();
    assertThat(registry.size()).isZero();
    assertThat(subscriptions.valid(BASE, SIZE)).isFalse();
  }
}
