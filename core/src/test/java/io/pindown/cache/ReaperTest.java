package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaperTest extends CacheFixture {
  @Test
  void noThreadToBeHadIsNoFailureAndIsTriedAgain() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(1);
    int[] asked = new int[1];
    Reaper reaper =
        new Reaper(
            cache,
            "without threads",
            task ->
                new Thread(task) {
                  @Override
                  public synchronized void start() {
                    if (asked[0]++ == 0) {
                      throw new OutOfMemoryError("unable to create native thread");
                    }
                    runs.countDown();
                  }
                });
    reaper.start();
    assertThat(asked[0]).isEqualTo(1);
    assertThat(runs.getCount()).isEqualTo(1);
    reaper.start();
    assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
    reaper.start();
    assertThat(asked[0]).as("and once it runs, no more").isEqualTo(2);
  }
}
