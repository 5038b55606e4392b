package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirtyWatchesTest {
  private static final long AT = 0x7f60_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("dirty");

  /**
   * Event 1 has made a watch dirty and stands before its push; event 2 hits the same watch and is over, so its memory may go. A drain
   * now finds nothing, but must not say that nothing is left.
   */
  @Test
  void aDrainProvesNothingWhileAPushIsOnItsWay() {
    Watch watch = registry.watch(AT, 4096, 7);
    registry.announce(); // event 1
    space.freed(AT); // stands for event 2: it moves the generation
    long[] cookies = new long[2];
    registry.drain(cookies);
    assertThat(watch.isClean()).isFalse();
    assertThat(registry.drainedGeneration()).isLessThan(registry.generation());
    registry.arrived(false); // event 1 has pushed
    registry.drain(cookies);
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation());
  }

  @Test
  void oldestFirstAcrossSeveralDrains() {
    List<Long> reported = new ArrayList<>();
    long[] one = new long[1];
    for (int i = 0; i < 10; i++) {
      registry.watch(AT + i * 4096, 4096, i);
    }
    for (int i = 0; i < 10; i++) {
      space.unmapped(AT + i * 4096, 4096);
      if (i % 3 == 2) {
        assertThat(registry.drain(one)).isEqualTo(1);
        reported.add(one[0]);
      }
    }
    while (registry.drain(one) == 1) {
      reported.add(one[0]);
    }
    assertThat(reported).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  /** Watch, hit, unwatch, and nobody drains: the dirty ones that are gone do not pile up. */
  @Test
  void whatWasTakenOutDirtyDoesNotStay() {
    Watch stays = registry.watch(AT - 4096, 4096, 1);
    space.freed(AT - 4096);
    for (int i = 0; i < 10_000; i++) {
      Watch watch = registry.watch(AT, 4096, i);
      space.freed(AT);
      registry.unwatch(watch);
    }
    assertThat(registry.dirty().held()).isLessThan(200);
    long[] cookies = new long[10];
    assertThat(registry.drain(cookies)).as("and what is still there is reported").isEqualTo(1);
    assertThat(cookies[0]).isEqualTo(1);
    assertThat(stays.isRemoved()).isFalse();
  }
}
