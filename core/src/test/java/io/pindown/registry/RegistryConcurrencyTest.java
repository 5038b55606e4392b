package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RegistryConcurrencyTest {
  private static final long PAGE = 4096;
  private static final long AT = 0x7fa0_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("threads");
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  private interface Body {
    void run() throws Exception;
  }

  private Thread start(Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable t) {
                failures.add(t);
              }
            });
    threads.add(thread);
    thread.start();
    return thread;
  }

  private void joinAll() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    assertThat(failures).isEmpty();
  }

  /** U22, U18: each event is delivered to one of several consumers, once; what is unmapped is never clean. */
  @Test
  void u22TwentyThreadsMapWatchAndUnmap() throws InterruptedException {
    int mappers = 20;
    int each = 5_000;
    AtomicReferenceArray<Watch> watches = new AtomicReferenceArray<>(mappers * each);
    AtomicIntegerArray delivered = new AtomicIntegerArray(mappers * each);
    AtomicLong hitsOnDead = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    for (int m = 0; m < mappers; m++) {
      int mapper = m;
      start(
          () -> {
            long base = AT + mapper * 64L * PAGE;
            for (int i = 0; i < each; i++) {
              int cookie = mapper * each + i;
              space.mapped(base, 2 * PAGE);
              Watch watch = registry.watch(base + 100, PAGE, cookie);
              watches.set(cookie, watch);
              space.unmapped(base, 2 * PAGE);
              if (watch.isClean()) {
                hitsOnDead.incrementAndGet();
              }
            }
          });
    }
    List<Thread> consumers = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      int room = 1 + c * 30;
      Thread consumer =
          new Thread(
              () -> {
                try {
                  long[] cookies = new long[room];
                  int count;
                  boolean last;
                  do {
                    last = done.get(); // before the drain, which then finds all that there will be
                    count = registry.drain(cookies);
                    for (int i = 0; i < count; i++) {
                      delivered.incrementAndGet((int) cookies[i]);
                      registry.unwatch(watches.get((int) cookies[i]));
                    }
                  } while (count > 0 || !last);
                } catch (Throwable t) {
                  failures.add(t);
                }
              });
      consumers.add(consumer);
      consumer.start();
    }
    joinAll();
    done.set(true);
    for (Thread consumer : consumers) {
      consumer.join();
    }
    assertThat(failures).isEmpty();
    assertThat(hitsOnDead).hasValue(0);
    for (int cookie = 0; cookie < mappers * each; cookie++) {
      assertThat(delivered.get(cookie)).as("cookie %d", cookie).isEqualTo(1);
    }
    assertThat(registry.drain(new long[1])).isZero();
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation());
    assertThat(registry.size()).isZero();
    assertThat(space.watches()).isZero();
    assertThat(space.liveContainers()).isZero();
  }

  /** Each thread moves its number, then fires an event; once the registry says that all is reported, all was seen. */
  @Test
  void noEventIsMissedBetweenMarkReportAndRearm() throws InterruptedException {
    int writers = 2;
    AtomicLongArray number = new AtomicLongArray(writers);
    AtomicLongArray completed = new AtomicLongArray(writers);
    AtomicBoolean done = new AtomicBoolean();
    Watch watch = registry.watch(AT, PAGE, 1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    for (int w = 0; w < writers; w++) {
      int writer = w;
      start(
          () -> {
            while (System.nanoTime() - end < 0) {
              long now = number.incrementAndGet(writer);
              space.freed(AT);
              completed.set(writer, now);
            }
          });
    }
    long[] seen = new long[writers];
    AtomicLong allClear = new AtomicLong();
    Thread consumer =
        new Thread(
            () -> {
              try {
                long[] cookie = new long[1];
                long[] before = new long[writers];
                boolean last = false;
                while (!last) {
                  last = done.get();
                  for (int w = 0; w < writers; w++) {
                    before[w] = completed.get(w);
                  }
                  if (registry.generation() == registry.drainedGeneration()) {
                    allClear.incrementAndGet();
                    for (int w = 0; w < writers; w++) {
                      assertThat(seen[w]).as("nothing is left, it was said").isGreaterThanOrEqualTo(before[w]);
                    }
                  }
                  if (registry.drain(cookie) == 1) {
                    registry.rearm(watch);
                    for (int w = 0; w < writers; w++) {
                      seen[w] = number.get(w);
                    }
                  }
                }
              } catch (Throwable t) {
                failures.add(t);
              }
            });
    consumer.start();
    joinAll();
    done.set(true);
    consumer.join();
    assertThat(failures).isEmpty();
    for (int w = 0; w < writers; w++) {
      assertThat(seen[w]).as("the last event of writer %d", w).isEqualTo(number.get(w)).isPositive();
    }
    assertThat(allClear).as("the consumer did come to rest").hasPositiveValue();
  }

  @Test
  void u19CloseWakesWhoWaits() throws InterruptedException {
    registry.watch(AT, PAGE, 1);
    CountDownLatch waiting = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      start(
          () -> {
            waiting.countDown();
            assertThat(registry.await(1, TimeUnit.HOURS)).isFalse();
          });
    }
    waiting.await();
    registry.close();
    joinAll();
  }

  @Test
  void awaitHearsAnEventAndAnInterrupt() throws InterruptedException {
    registry.watch(AT, PAGE, 1);
    CountDownLatch waiting = new CountDownLatch(2);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread one =
        start(
            () -> {
              waiting.countDown();
              try {
                registry.await(1, TimeUnit.HOURS);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    waiting.countDown();
    waiting.await();
    one.interrupt();
    joinAll();
    assertThat(interrupted).isTrue();
    start(() -> assertThat(registry.await(1, TimeUnit.HOURS)).isTrue());
    space.freed(AT);
    joinAll();
  }

  /** Close while others watch, drain, re-arm and hit: all watches end, and the only complaint is that the registry is closed. */
  @Test
  void u19CloseWhileOthersAreBusy() throws InterruptedException {
    for (int round = 0; round < 150; round++) {
      WatchRegistry closing = space.newRegistry("closing");
      Queue<Watch> watched = new ConcurrentLinkedQueue<>();
      CountDownLatch going = new CountDownLatch(3);
      start(
          () -> {
            going.countDown();
            try {
              for (int i = 0; ; i++) {
                watched.add(closing.watch(AT + i % 64 * PAGE, PAGE, i));
              }
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed");
            }
          });
      start(
          () -> {
            going.countDown();
            long[] cookies = new long[16];
            try {
              while (true) {
                assertThat(closing.drain(cookies)).isBetween(0, 16);
                Watch watch = watched.peek();
                if (watch != null) {
                  closing.rearm(watch);
                }
              }
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed");
            }
          });
      start(
          () -> {
            going.countDown();
            for (int i = 0; !closing.isClosed(); i++) {
              space.freed(AT + i % 64 * PAGE);
            }
          });
      going.await();
      closing.close();
      joinAll();
      assertThat(watched).allMatch(w -> w.isRemoved() && !w.isClean());
      assertThat(closing.size()).isZero();
      assertThat(space.watches()).isZero();
    }
  }

  /** An end of the container while a watch is armed on it: the watch is dirty, or knows that it is on unknown memory. */
  @Test
  void armingWhileTheContainerEnds() throws InterruptedException {
    AtomicLong rounds = new AtomicLong();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    AtomicLong turn = new AtomicLong();
    AtomicLong ended = new AtomicLong();
    Thread unmapping =
        start(
            () -> {
              for (long now = 1; System.nanoTime() - end < 0; now++) {
                while (turn.get() < now) {
                  if (System.nanoTime() - end > 0) {
                    return;
                  }
                  Thread.onSpinWait();
                }
                space.unmapped(AT, PAGE);
                ended.set(now);
              }
            });
    for (long now = 1; unmapping.isAlive(); now++) {
      space.mapped(AT, 4 * PAGE);
      turn.set(now);
      Watch watch = registry.watch(AT, 4 * PAGE, 1);
      while (ended.get() < now && unmapping.isAlive()) {
        Thread.onSpinWait();
      }
      if (ended.get() == now) {
        assertThat(watch.isClean() && watch.isContained()).as("round %d", now).isFalse();
        rounds.incrementAndGet();
      }
      registry.unwatch(watch);
      space.unmapped(AT, 4 * PAGE);
    }
    joinAll();
    assertThat(rounds).hasPositiveValue();
  }
}
