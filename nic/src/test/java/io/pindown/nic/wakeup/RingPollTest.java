package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Completion;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wake-up as one of the operations of an io_uring. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingPollTest {
  private static final long MARK = 0x1234_5678_9abcL;

  @BeforeAll
  static void requireIoUring() {
    Capability capability = Ring.probe();
    if (!capability.available()) {
      System.out.println("SKIPPED " + RingPollTest.class.getSimpleName() + ": " + capability.cause());
    }
    Assumptions.assumeTrue(capability.available(), capability.cause());
  }

  private static Ring small() {
    return Ring.open(RingOptions.defaults().withEntries(8).withOperations(8).withRegions(1));
  }

  /** What the poll completed with; null if it did not within the time. */
  private static Integer await(Ring ring, long millis) {
    List<Integer> results = new ArrayList<>();
    ring.await(1, millis, TimeUnit.MILLISECONDS, (data, result, flags) -> {
      assertThat(data).isEqualTo(MARK);
      assertThat(Completion.isLast(flags)).isTrue();
      results.add(result);
    });
    assertThat(results).hasSizeLessThan(2);
    return results.isEmpty() ? null : results.get(0);
  }

  @Test
  void aPollCompletesWhenADrainIsDue() {
    try (Watched watched = new Watched("polled", 2);
        WakeUp wakeUp = WakeUp.over(watched.registry(), 200, TimeUnit.MICROSECONDS);
        Ring ring = small()) {
      for (int round = 0; round < 50; round++) {
        ring.queuePoll(wakeUp.fd(), LibcConstants.POLLIN, MARK);
        assertThat(await(ring, 20)).as("nothing has happened").isNull();
        watched.change(round % 2);
        assertThat(await(ring, 10_000)).as("round %d", round).isEqualTo(LibcConstants.POLLIN);
        ring.queuePoll(wakeUp.fd(), LibcConstants.POLLIN, MARK);
        assertThat(await(ring, 10_000)).as("a level").isEqualTo(LibcConstants.POLLIN);
        assertThat(watched.drainAll(1)).isEqualTo(1);
        assertThat(wakeUp.acknowledge()).isFalse();
        assertThat(watched.registry().rearm(watched.watch(round % 2))).isTrue();
      }
    }
  }

  @Test
  void closingTheWakeUpEndsAPoll() {
    try (Watched watched = new Watched("closed", 1); Ring ring = small()) {
      WakeUp wakeUp = WakeUp.over(watched.registry());
      ring.queuePoll(wakeUp.fd(), LibcConstants.POLLIN, MARK);
      assertThat(await(ring, 20)).isNull();
      wakeUp.close();
      assertThat(await(ring, 10_000)).isEqualTo(LibcConstants.POLLIN);
    }
  }

  @Test
  void closingTheRegistryEndsAPoll() {
    try (Watched watched = new Watched("closed", 1);
        WakeUp wakeUp = WakeUp.over(watched.registry());
        Ring ring = small()) {
      ring.queuePoll(wakeUp.fd(), LibcConstants.POLLIN, MARK);
      assertThat(await(ring, 20)).isNull();
      watched.close();
      assertThat(await(ring, 10_000)).isEqualTo(LibcConstants.POLLIN);
    }
  }

  /** Threads with a ring each, none of which looks without a completion; the change waits for the report of the one before. */
  @Test
  void severalThreadsWithARingEachLoseNothing() throws Exception {
    int rounds = 1_000;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Semaphore reported = new Semaphore(0);
    try (Watched watched = new Watched("rings", 1);
        WakeUp wakeUp = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS)) {
      List<Future<Long>> consumers =
          List.of(threads.submit(() -> consume(watched, wakeUp, reported)), threads.submit(() -> consume(watched, wakeUp, reported)));
      for (int round = 0; round < rounds; round++) {
        watched.change(0);
        assertThat(reported.tryAcquire(20, TimeUnit.SECONDS)).as("report of change %d", round).isTrue();
        reported.drainPermits();
      }
      watched.close();
      long got = consumers.get(0).get(20, TimeUnit.SECONDS) + consumers.get(1).get(20, TimeUnit.SECONDS);
      assertThat(got).isGreaterThanOrEqualTo(rounds);
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static long consume(Watched watched, WakeUp wakeUp, Semaphore reported) {
    long[] cookie = new long[1];
    long got = 0;
    try (Ring ring = small()) {
      while (!watched.registry().isClosed()) {
        ring.queuePoll(wakeUp.fd(), LibcConstants.POLLIN, MARK);
        assertThat(await(ring, 20_000)).as("woken").isEqualTo(LibcConstants.POLLIN);
        do {
          while (watched.registry().drain(cookie) > 0) {
            got++;
            watched.registry().rearm(watched.watch(0));
            reported.release();
          }
        } while (wakeUp.acknowledge());
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("is closed");
    }
    return got;
  }
}
