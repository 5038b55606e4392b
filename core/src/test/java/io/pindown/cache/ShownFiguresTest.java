package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** What a cache shows besides its statistics: the ranges that it holds, its figures at a moment, the stale reuses that it has prevented. */
class ShownFiguresTest extends CountersFixture {
  @Test
  void rangesAreThoseOfTheCachedRegistrations() {
    use(AT);
    use(OTHER);
    assertThat(cache.ranges(10)).hasSize(4).contains(AT, OTHER);
    assertThat(cache.ranges(10)[1]).isEqualTo(SIZE);
    assertThat(cache.ranges(1)).hasSize(2);
    assertThat(cache.ranges(0)).isEmpty();
  }

  @Test
  void aMomentIsWhatTheFiguresAreThen() throws ReflectiveOperationException {
    long before = System.nanoTime();
    with(OPTIONS);
    long made = System.nanoTime();
    use(AT);
    use(AT);
    use(AT);
    while (System.nanoTime() - made < 5_000_000) {
      Thread.onSpinWait();
    }
    Field inventory = RegistrationCache.class.getDeclaredField("inventory");
    inventory.setAccessible(true); // the moments of the history are those of the cache's own thread
    CacheMoment moment = ((Inventory<?>) inventory.get(cache)).moment();
    assertThat(moment.atMillis()).isBetween(5L, (System.nanoTime() - before) / 1_000_000);
    assertThat(moment.hits()).isEqualTo(2);
    assertThat(moment.misses()).isEqualTo(1);
    assertThat(moment.pinnedBytes()).isEqualTo(SIZE);
    assertThat(moment.live()).isEqualTo(1);
  }

  /** What all caches together remember of what has changed has a bound. */
  @Test
  void closedCachesLeaveRoomForWhatHasChanged() {
    for (int closed = 0; closed < 9; closed++) {
      with(OPTIONS);
      for (int block = 0; block < 1_000; block++) {
        long at = THIRD + (1 + block) * 2 * SIZE;
        space.allocated(at, SIZE);
        use(at);
        space.freed(at);
      }
      cache.reap();
    }
    with(OPTIONS);
    use(AT);
    space.freed(AT);
    space.allocated(AT, SIZE);
    use(AT);
    assertThat(cache.staleReusesPrevented()).isEqualTo(1);
  }
}
