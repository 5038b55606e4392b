package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads that drain one registry with little room each, while events come from others: each dirty watch goes to one consumer, once
 * for each time that it was armed. Who has a watch is a word that consumers exchange, so two that get the same one are found at once.
 */
@Timeout(120)
class ManyConsumersTest {
  private static final int WATCHES = 200;
  private static final int CONSUMERS = 6;
  private static final int STORMING = 3;
  private static final int ENOUGH = 100 * WATCHES;
  private static final long PAGE = 4096;
  private static final long AT = 0x7fc0_0000_0000L;
  private static final int NOBODY = 0;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("consumers");
  private final Watch[] watches = new Watch[WATCHES];
  private final AtomicIntegerArray holder = new AtomicIntegerArray(WATCHES);
  private final AtomicIntegerArray arms = new AtomicIntegerArray(WATCHES);
  private final AtomicIntegerArray reports = new AtomicIntegerArray(WATCHES);
  private final AtomicBoolean storming = new AtomicBoolean(true);
  private final AtomicBoolean draining = new AtomicBoolean(true);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private interface Body {
    void run() throws Exception;
  }

  private Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable t) {
                failures.add(t);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(thread.isAlive()).as(thread.getName() + " runs on").isFalse();
    }
    assertThat(failures).isEmpty();
  }

  @AfterEach
  void end() {
    storming.set(false);
    draining.set(false);
    registry.close();
    assertThat(space.watches()).isZero();
  }

  private void watchAll() {
    for (int i = 0; i < WATCHES; i++) {
      arms.incrementAndGet(i);
      watches[i] = registry.watch(AT + i * 4 * PAGE, PAGE, i);
    }
  }

  private int armed() {
    return IntStream.range(0, WATCHES).map(arms::get).sum();
  }

  /** Mostly one watch, sometimes several, sometimes all, and in any order. */
  private void storm(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    while (storming.get()) {
      long first = AT + random.nextInt(WATCHES) * 4L * PAGE;
      switch (random.nextInt(20)) {
        case 0 -> space.invalidateEverything();
        case 1, 2 -> space.unmapped(first, 40 * PAGE);
        default -> space.unmapped(first, PAGE);
      }
    }
  }

  /** Drains until told to stop and nothing is left; arms again what it gets as long as the storm lasts. */
  private void consume(int self) {
    long[] cookies = new long[1 + self % 4];
    int count;
    while ((count = registry.drain(cookies)) > 0 || draining.get()) {
      for (int i = 0; i < count; i++) {
        int cookie = (int) cookies[i];
        int other = holder.compareAndExchange(cookie, NOBODY, self);
        assertThat(other).as("cookie %d went to %d and to another consumer", cookie, self).isEqualTo(NOBODY);
        int report = reports.incrementAndGet(cookie);
        assertThat(report).as("reports of cookie %d, by times that it was armed", cookie).isLessThanOrEqualTo(arms.get(cookie));
        if (storming.get()) {
          arms.incrementAndGet(cookie);
          holder.set(cookie, NOBODY);
          assertThat(registry.rearm(watches[cookie])).as("cookie %d can be armed by who got it", cookie).isTrue();
        } // else it stays with this one: nobody may get it again
      }
    }
  }

  @RepeatedTest(3)
  void eachDirtyWatchGoesToOneConsumerOncePerArm() throws InterruptedException {
    watchAll();
    List<Thread> consumers = IntStream.rangeClosed(1, CONSUMERS).mapToObj(i -> start("consumer " + i, () -> consume(i))).toList();
    List<Thread> storms = IntStream.range(0, STORMING).mapToObj(i -> start("storm " + i, () -> storm(i))).toList();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (armed() < ENOUGH && System.nanoTime() - end < 0 && failures.isEmpty()) {
      Thread.yield();
    }
    storming.set(false);
    join(storms);
    space.invalidateEverything(); // what is armed still, or will be by a consumer that has not seen the end
    draining.set(false);
    join(consumers);
    space.invalidateEverything();
    long[] rest = new long[WATCHES];
    int left = registry.drain(rest);
    for (int i = 0; i < left; i++) {
      assertThat(holder.get((int) rest[i])).as("holder of what is still armed").isEqualTo(NOBODY);
      reports.incrementAndGet((int) rest[i]);
    }
    for (int i = 0; i < WATCHES; i++) {
      assertThat(reports.get(i)).as("reports of cookie %d, armed as often", i).isEqualTo(arms.get(i));
    }
    assertThat(armed()).as("the storm was one").isGreaterThanOrEqualTo(ENOUGH);
    assertThat(registry.drain(rest)).isZero();
    assertThat(registry.drainedGeneration()).isEqualTo(registry.generation());
    assertThat(space.nothingLost()).isTrue();
  }

  /** The same count when nobody arms again: consumers that begin at once share what is dirty, each part of it once. */
  @Test
  void consumersShareWhatIsDirtyWithoutRest() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      List<Watch> round0 = new ArrayList<>();
      AtomicIntegerArray got = new AtomicIntegerArray(WATCHES);
      for (int i = 0; i < WATCHES; i++) {
        round0.add(registry.watch(AT + i * 4 * PAGE, PAGE, i));
      }
      space.invalidateEverything();
      List<Thread> consumers =
          IntStream.range(0, CONSUMERS)
              .mapToObj(
                  c ->
                      start("consumer " + c, () -> {
                        long[] cookies = new long[1 + c];
                        int count;
                        while ((count = registry.drain(cookies)) > 0) {
                          for (int i = 0; i < count; i++) {
                            got.incrementAndGet((int) cookies[i]);
                          }
                        }
                      }))
              .toList();
      join(consumers);
      for (int i = 0; i < WATCHES; i++) {
        assertThat(got.get(i)).as("cookie %d", i).isEqualTo(1);
      }
      round0.forEach(watch -> assertThat(registry.unwatch(watch)).isTrue());
    }
  }
}
