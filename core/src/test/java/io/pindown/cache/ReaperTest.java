package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
            () -> {},
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

  /** A thread in its place parks once, and tells how many waited when it went on. */
  @Test
  void aFewWaitForItsNextLookAndMoreWakeIt() throws InterruptedException {
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger woken = new AtomicInteger(-1);
    CountDownLatch few = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    Reaper reaper = new Reaper(cache, "woken", () -> {}, task -> thread[0] = new Thread(() -> {
      while (few.getCount() != 0) { // awaiting it would take the wake-up that is looked for
        Thread.onSpinWait();
      }
      LockSupport.park(woken);
      woken.set(waiting.get());
    }));
    reaper.start();
    for (int count = 1; count <= 16; count++) {
      waiting.set(count);
      reaper.waiting(count);
    }
    few.countDown();
    while (thread[0].isAlive() && LockSupport.getBlocker(thread[0]) != woken) {
      Thread.onSpinWait();
    }
    waiting.set(17);
    reaper.waiting(17);
    thread[0].join();
    assertThat(woken).hasValue(17);
  }

  /** An interrupted thread does not park, and would keep a processor busy for as long as the cache lives. */
  @Test
  void anInterruptIsTakenAndForgotten() throws InterruptedException {
    Thread[] thread = new Thread[1];
    Reaper reaper = new Reaper(cache, "interrupted", () -> {}, task -> thread[0] = new Thread(task));
    reaper.start();
    for (int i = 0; i < 3; i++) {
      thread[0].interrupt();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (thread[0].isInterrupted()) {
        assertThat(System.nanoTime() - end).as("it is interrupted still").isNegative();
        Thread.onSpinWait();
      }
    }
    assertThat(thread[0].isAlive()).isTrue();
    reaper.stop();
    thread[0].join();
  }
}
