package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How figures are kept over any time in so much room. */
class HistoryTest {
  private static List<CacheMoment> after(int seconds) {
    History history = new History();
    for (int i = 0; i < seconds; i++) {
      long at = i;
      history.tick(TimeUnit.SECONDS.toNanos(i) * 2, () -> new CacheMoment(at, at, 0, 0, 0));
    }
    return history.moments();
  }

  @Test
  void everyMomentAtFirst() {
    assertThat(after(100)).extracting(CacheMoment::atMillis).hasSize(100).startsWith(0L, 1L, 2L);
  }

  @Test
  void fewerOfMoreAndTheyReachFromBeginToEnd() {
    List<CacheMoment> moments = after(100_000);
    assertThat(moments.size()).isBetween(100, 240);
    assertThat(moments).extracting(CacheMoment::atMillis).isSorted().startsWith(0L);
    assertThat(moments.get(moments.size() - 1).atMillis()).isGreaterThan(99_000L);
  }

  @Test
  void notTwiceInOnePeriod() {
    History history = new History();
    history.tick(0, () -> new CacheMoment(0, 0, 0, 0, 0));
    history.tick(1, () -> new CacheMoment(1, 0, 0, 0, 0));
    assertThat(history.moments()).hasSize(1);
  }
}
