package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one thread counts by itself is what the cache says at any time, while the cache's own thread takes out what has changed. */
class CountersMeanwhileTest extends CacheFixture {
  private static final int ROUNDS = 20_000;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noHitIsLostOrCountedTwiceWhileItsRegistrationGoes() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread reaping = new Thread(() -> {
      while (!done.get()) {
        cache.reap(); // as often as it can, instead of some times a second
      }
    });
    reaping.start();
    try {
      for (long round = 1; round <= ROUNDS; round++) {
        allocate(0);
        use(0);
        use(0);
        space.freed(block(0));
        long hits = statistics().hits();
        long again = statistics().hits();
        assertThat(new long[] {hits, again}).as("hits, twice, in round %d", round).containsExactly(round, round);
      }
      assertThat(statistics().misses()).isEqualTo(ROUNDS);
    } finally {
      done.set(true);
      reaping.join();
    }
  }
}
