package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    History history = new History();
    for (int i = 0; i < 100; i++) {
      long at = i;
      history.tick(TimeUnit.HOURS.toNanos(i), () -> new CacheMoment(at, at, 0, 0, 0)); // hours, since a look that the machine delays is followed by a rest
    }
    assertThat(history.moments()).extracting(CacheMoment::atMillis).hasSize(100).startsWith(0L, 1L, 2L);
  }

  @Test
  void fewerOfMoreAndTheyReachFromBeginToEnd() {
    List<CacheMoment> moments = after(100_000);
    assertThat(moments.size()).isBetween(100, 240);
    assertThat(moments).extracting(CacheMoment::atMillis).isSorted().startsWith(0L);
    assertThat(moments.get(moments.size() - 1).atMillis()).isGreaterThan(99_000L);
  }

  @Test
  void lessOftenAsTimeGoesOn() {
    History history = new History();
    AtomicInteger taken = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      history.tick(TimeUnit.SECONDS.toNanos(2 * i), () -> new CacheMoment(taken.incrementAndGet(), 0, 0, 0, 0));
    }
    assertThat(taken.get()).isLessThan(2_000);
  }

  @Test
  void theClockMayOverflow() {
    History history = new History();
    long begun = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(90);
    for (int i = 0; i < 3; i++) {
      history.tick(begun + TimeUnit.HOURS.toNanos(i), () -> new CacheMoment(0, 0, 0, 0, 0));
    }
    assertThat(history.moments()).hasSize(3);
  }

  /** A look that takes 20 ms is not taken again before 4 s. */
  @Test
  void aLookThatTakesLongIsTakenRarely() {
    History history = new History();
    history.tick(0, () -> {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      return new CacheMoment(0, 0, 0, 0, 0);
    });
    history.tick(TimeUnit.SECONDS.toNanos(3), () -> new CacheMoment(3_000, 0, 0, 0, 0));
    assertThat(history.moments()).hasSize(1);
    history.tick(TimeUnit.HOURS.toNanos(1), () -> new CacheMoment(3_600_000, 0, 0, 0, 0));
    assertThat(history.moments()).hasSize(2);
  }

  @Test
  void notTwiceInOnePeriod() {
    History history = new History();
    history.tick(0, () -> new CacheMoment(0, 0, 0, 0, 0));
    history.tick(1, () -> new CacheMoment(1, 0, 0, 0, 0));
    assertThat(history.moments()).hasSize(1);
  }
}
