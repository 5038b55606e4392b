package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** A watch's hits at the end of what they can count. */
class HitCountTest {
  private static final long AT = 0x7f40_0000_0000L;
  private static final int ONE_HIT = 8;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("hits");

  @Test
  void staysAtTheMostAndForgetsNothingElse() throws ReflectiveOperationException {
    Watch watch = registry.watch(AT, 4096, 7);
    space.unmapped(AT, 4096);
    Field state = Watch.class.getDeclaredField("state");
    state.setAccessible(true);
    state.setInt(watch, (Watch.MOST_HITS - 2) * ONE_HIT | Watch.DIRTY);
    for (int i = 1; i <= 4; i++) {
      space.unmapped(AT, 4096);
      assertThat(watch.hits()).isEqualTo(Math.min(Watch.MOST_HITS, Watch.MOST_HITS - 2 + i));
      assertThat(watch.isClean()).isFalse();
    }
    assertThat(registry.drain(new long[2])).isEqualTo(1);
    space.unmapped(AT, 4096);
    assertThat(watch.hits()).as("reported, and still").isEqualTo(Watch.MOST_HITS);
    assertThat(registry.rearm(watch)).isTrue();
    assertThat(watch.hits()).isZero();
    assertThat(registry.unwatch(watch)).isTrue();
  }

  @Test
  void onlyFreedAsLongAsNothingElseHits() throws ReflectiveOperationException {
    space.allocated(AT, 8192);
    Watch watch = registry.watch(AT, 8192, 7);
    assertThat(watch.isOnlyFreed()).as("not hit").isFalse();
    space.freed(AT);
    assertThat(watch.isOnlyFreed()).isTrue();
    assertThat(watch.hits()).isEqualTo(1);
    assertThat(registry.rearmFreed(watch)).as("not reported yet").isFalse();
    assertThat(registry.drain(new long[2])).isEqualTo(1);
    space.allocated(AT, 8192);
    assertThat(watch.isOnlyFreed()).as("a block that begins there").isTrue();
    assertThat(registry.rearmFreed(watch)).isTrue();
    assertThat(watch.isClean()).isTrue();
    assertThat(watch.isContained()).isTrue();
    space.freed(AT);
    Field state = Watch.class.getDeclaredField("state");
    state.setAccessible(true);
    state.setInt(watch, state.getInt(watch) & Integer.MIN_VALUE | Watch.MOST_HITS * ONE_HIT | Watch.DIRTY);
    space.unmapped(AT, 1);
    assertThat(watch.hits()).isEqualTo(Watch.MOST_HITS);
    assertThat(watch.isOnlyFreed()).as("something else, though it cannot be counted any more").isFalse();
    assertThat(registry.drain(new long[2])).isEqualTo(1);
    assertThat(registry.rearmFreed(watch)).isFalse();
    assertThat(registry.rearm(watch)).isTrue();
    space.allocated(AT, 8192);
    assertThat(watch.isOnlyFreed()).as("a block that begins over an armed watch: its end was missed").isFalse();
    registry.unwatch(watch);
    assertThat(watch.isOnlyFreed()).as("removed").isFalse();
  }
}
