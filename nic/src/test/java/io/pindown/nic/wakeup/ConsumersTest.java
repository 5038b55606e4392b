package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several threads that wait, drain and acknowledge. None of them ever looks at the registry without having been woken, and each change
 * waits for the report of the one before, so one wake-up that is lost stops everything.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsumersTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int CONSUMERS = 3;
  private static final int CHANGERS = 2;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean stop = new AtomicBoolean();

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).as("every thread has ended").isTrue();
  }

  private <T> List<Future<T>> start(int count, Body<T> body) {
    return IntStream.range(0, count).mapToObj(i -> threads.submit((Callable<T>) () -> body.run(i))).toList();
  }

  private interface Body<T> {
    T run(int number) throws Exception;
  }

  private static <T> List<T> results(List<Future<T>> futures) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  /** Waits on an epoll of its own until the registry is closed; returns how many watches it got. */
  private static long consume(WakeUp wakeUp, int room, Report report) {
    long[] cookies = new long[room];
    long got = 0;
    try (Epoll epoll = Epoll.on(wakeUp.fd())) {
      while (!wakeUp.registry().isClosed()) {
        assertThat(epoll.await(LONG)).as("woken").isTrue();
        int count;
        do {
          count = wakeUp.registry().drain(cookies);
          for (int i = 0; i < count; i++) {
            report.of((int) cookies[i]);
          }
          got += count;
        } while (count == room);
        wakeUp.acknowledge();
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("is closed");
    }
    return got;
  }

  private interface Report {
    void of(int cookie);
  }

  @Test
  void noWakeUpIsLostAndEachReportGoesToOneConsumer() throws Exception {
    int rounds = 3_000;
    Watched watched = new Watched("rounds", CHANGERS);
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS)) {
      List<Semaphore> reported = IntStream.range(0, CHANGERS).mapToObj(i -> new Semaphore(0)).toList();
      List<Future<Long>> consumers =
          start(CONSUMERS, i -> consume(wakeUp, 1 + i, cookie -> {
            watched.registry().rearm(watched.watch(cookie));
            reported.get(cookie).release();
          }));
      results(start(CHANGERS, changer -> {
        try (Epoll epoll = Epoll.on(wakeUp.fd())) {
          for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
              await(() -> !epoll.isReadyNow(), "everybody to wait"); // else it is the acknowledge that finds the change
            }
            watched.change(changer);
            assertThat(reported.get(changer).tryAcquire(30, TimeUnit.SECONDS)).as("report of change %d", round).isTrue();
            // a change marks at its begin and at its end; if the report came in between, its end was another one
            reported.get(changer).drainPermits();
          }
        }
        return null;
      }));
      watched.close();
      assertThat(results(consumers).stream().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo((long) rounds * CHANGERS);
    }
  }

  /** Changes that wait for nobody; when they are over, all has been reported, and once for each time that the watch was armed. */
  @Test
  void underAStormEveryArmIsReportedOnce() throws Exception {
    Watched watched = new Watched("storm", 64);
    AtomicIntegerArray armed = new AtomicIntegerArray(watched.count());
    AtomicIntegerArray reports = new AtomicIntegerArray(watched.count());
    AtomicLong inHand = new AtomicLong();
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS)) {
      IntStream.range(0, watched.count()).forEach(armed::incrementAndGet);
      List<Future<Long>> consumers =
          start(CONSUMERS, i -> consume(wakeUp, 1 + i, cookie -> {
            inHand.incrementAndGet();
            reports.incrementAndGet(cookie);
            if (!stop.get()) {
              armed.incrementAndGet(cookie);
              assertThat(watched.registry().rearm(watched.watch(cookie))).isTrue();
            }
            inHand.decrementAndGet();
          }));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      results(start(CHANGERS, changer -> {
        for (int i = changer; System.nanoTime() - end < 0; i += 7) {
          watched.change(i % watched.count());
        }
        return null;
      }));
      stop.set(true);
      await(() -> inHand.get() == 0, "consumers that have not seen the stop");
      IntStream.range(0, watched.count()).forEach(watched::change);
      // only the consumers drain, only when woken: that they come to an end is what is tested
      for (int i = 0; i < watched.count(); i++) {
        int cookie = i;
        await(() -> reports.get(cookie) == armed.get(cookie), "cookie " + cookie);
      }
      await(() -> watched.registry().generation() == watched.registry().drainedGeneration(), "everything drained");
      watched.close();
      long got = results(consumers).stream().mapToLong(Long::longValue).sum();
      assertThat(got).isEqualTo(IntStream.range(0, watched.count()).mapToLong(armed::get).sum());
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waited 20 s for: " + what).isNegative();
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Test
  void manyWakeUpsOneThread() throws Exception {
    int registries = 64;
    List<Watched> all = IntStream.range(0, registries).mapToObj(i -> new Watched("r" + i, 1)).toList();
    List<WakeUp> wakeUps = all.stream().map(each -> WakeUp.over(each.registry(), 1, TimeUnit.MILLISECONDS)).toList();
    try (Epoll epoll = new Epoll()) {
      wakeUps.forEach(wakeUp -> epoll.add(wakeUp.fd(), Epoll.EPOLLIN));
      for (int round = 0; round < 4; round++) {
        all.forEach(each -> each.change(0));
        for (int left = registries; left > 0; left--) {
          int fd = epoll.awaitOne(LONG);
          WakeUp woken = wakeUps.stream().filter(each -> each.fd() == fd).findFirst().orElseThrow();
          Watched watched = all.get(wakeUps.indexOf(woken));
          assertThat(watched.drainAll(2)).isEqualTo(1);
          assertThat(woken.acknowledge()).isFalse();
          assertThat(watched.registry().rearm(watched.watch(0))).isTrue();
        }
        assertThat(epoll.isReadyNow()).isFalse();
      }
      assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> thread.getName().equals(Lookout.NAME)).hasSize(1);
    } finally {
      wakeUps.forEach(WakeUp::close);
      all.forEach(Watched::close);
    }
  }

  @Test
  void closingTheRegistryEndsAllWhoWait() throws Exception {
    Watched watched = new Watched("ends", 1);
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), 1, TimeUnit.MILLISECONDS)) {
      List<Future<Long>> consumers = start(CONSUMERS, i -> consume(wakeUp, 1, cookie -> {}));
      watched.close();
      assertThat(results(consumers)).containsOnly(0L);
    }
  }

  /** The descriptor goes away under the waiting threads and the acknowledging ones: each is woken, or its time ends, or it is told. */
  @Test
  void closingTheWakeUpUnderItsConsumersHurtsNobody() throws Exception {
    for (int round = 0; round < 50; round++) {
      Watched watched = new Watched("closing", 1);
      WakeUp wakeUp = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS);
      Semaphore waiting = new Semaphore(0);
      List<Future<Boolean>> consumers =
          start(2, i -> {
            try (Epoll epoll = Epoll.on(wakeUp.fd())) {
              waiting.release();
              while (true) {
                epoll.await(Duration.ofMillis(5));
                wakeUp.acknowledge();
              }
            } catch (IllegalStateException closed) {
              return closed.getMessage().contains("is closed");
            }
          });
      waiting.acquire(2);
      watched.change(0);
      wakeUp.close();
      assertThat(results(consumers)).containsOnly(true);
      watched.close();
    }
  }
}
