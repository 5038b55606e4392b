package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** A watch's hits at the end of what they can count. */
class HitCountTest {
  private static final long AT = 0x7f40_0000_0000L;
  private static final int ONE_HIT = 4;

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
}
