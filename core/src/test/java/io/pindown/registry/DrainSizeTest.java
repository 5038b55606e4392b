package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a drain has to go through is what is dirty, however many watches there are: counted, not timed. */
class DrainSizeTest {
  private static final int WATCHES = 100_000;
  private static final long PAGE = 4096;
  private static final long AT = 0x7f80_0000_0000L;
  private static final int[] DIRTY = {5, 50_000, 99_999};

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("large");
  private final Watch[] watches = new Watch[WATCHES];

  private void watchAll() {
    for (int i = 0; i < WATCHES; i++) {
      watches[i] = registry.watch(AT + i * 4L * PAGE, PAGE, i);
    }
  }

  private void hit(int... which) {
    for (int i : which) {
      space.unmapped(watches[i].address(), PAGE);
    }
  }

  @Test
  void threeDirtyOfAHundredThousandAreThreeToGoThrough() {
    watchAll();
    assertThat(registry.dirty().held()).as("nothing dirty, nothing to go through").isZero();
    hit(DIRTY);
    hit(DIRTY);
    assertThat(registry.dirty().held()).as("three, however often they were hit").isEqualTo(DIRTY.length);
    long[] cookies = new long[2];
    assertThat(registry.drain(cookies)).isEqualTo(2);
    assertThat(cookies).containsExactly(DIRTY[0], DIRTY[1]);
    assertThat(registry.dirty().held()).as("what was reported is not gone through again").isEqualTo(1);
    assertThat(registry.drain(cookies)).isEqualTo(1);
    assertThat(registry.dirty().held()).isZero();
    assertThat(registry.drain(cookies)).isZero();
  }

  @Test
  void whatWasTakenOutOrArmedAgainIsNotGoneThroughForEver() {
    watchAll();
    long[] cookies = new long[1_000];
    for (int round = 0; round < 50; round++) {
      int[] some = new int[cookies.length];
      Arrays.setAll(some, i -> i * 97);
      hit(some);
      assertThat(registry.dirty().held()).isEqualTo(some.length);
      assertThat(registry.drain(cookies)).isEqualTo(some.length);
      assertThat(registry.dirty().held()).isZero();
      for (long cookie : cookies) {
        assertThat(registry.rearm(watches[(int) cookie])).isTrue();
      }
    }
    for (Watch watch : watches) {
      space.unmapped(watch.address(), PAGE);
      registry.unwatch(watch);
    }
    assertThat(registry.dirty().held()).as("a hundred thousand that came and went").isLessThan(200);
    assertThat(registry.drain(cookies)).isZero();
    assertThat(registry.dirty().held()).isZero();
  }
}
