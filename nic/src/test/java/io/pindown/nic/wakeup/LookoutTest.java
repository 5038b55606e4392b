package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread behind the wake-ups: when there is one, and how often it looks. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LookoutTest {
  private static final long QUIET_MILLIS = 1_000;

  private final Watched watched = new Watched("lookout", 2);

  @AfterEach
  void close() {
    watched.close();
    await("the thread to end", () -> threads().isEmpty());
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(Lookout.NAME)).toList();
  }

  private static Thread thread() {
    assertThat(threads()).hasSize(1);
    return threads().get(0);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waited 20 s for " + what).isNegative();
      Thread.yield();
    }
  }

  @Test
  void begunWithTheFirstWakeUpAndEndedWithTheLast() {
    await("the thread of an earlier test to end", () -> threads().isEmpty());
    for (int round = 0; round < 20; round++) {
      WakeUp first = WakeUp.over(watched.registry());
      Thread thread = thread();
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.getContextClassLoader()).isNull();
      WakeUp second = WakeUp.over(watched.registry());
      assertThat(thread()).isSameAs(thread);
      first.close();
      assertThat(thread.isAlive()).isTrue();
      second.close();
      await("the thread to end", () -> !thread.isAlive());
    }
  }

  /** Closed while the thread is about to look for the first time: its asking is cleared by a look that has nothing left to look at. */
  @Test
  void endedHoweverSoonTheLastGoes() {
    for (int round = 0; round < 20_000; round++) {
      WakeUp only = WakeUp.over(watched.registry());
      Thread thread = only.lookout().thread();
      for (int spin = 0; spin < round % 500 * 20; spin++) {
        Thread.onSpinWait();
      }
      only.close();
      await("the thread to end", () -> !thread.isAlive());
    }
  }

  @Test
  void whileAllAreRaisedItParksUntilAnAcknowledge() {
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS);
        Epoll epoll = Epoll.on(wakeUp.fd())) {
      assertThat(epoll.isReadyNow()).isFalse();
      watched.change(0);
      await("a park without an end", () -> thread().getState() == Thread.State.WAITING);
      assertThat(epoll.isReadyNow()).isTrue();
      assertThat(wakeUp.acknowledge()).as("not drained").isTrue();
      assertThat(thread().getState()).as("still nothing to find").isEqualTo(Thread.State.WAITING);
      assertThat(watched.drainAll(2)).isEqualTo(1);
      assertThat(wakeUp.acknowledge()).isFalse();
      await("a park with an end", () -> thread().getState() == Thread.State.TIMED_WAITING);
      watched.change(1);
      assertThat(epoll.await(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void whoComesWhileItParksUntilAnAcknowledgeIsLookedAt() {
    try (Watched later = new Watched("later", 1); WakeUp raised = WakeUp.over(watched.registry())) {
      watched.change(0);
      await("a park without an end", () -> thread().getState() == Thread.State.WAITING);
      try (WakeUp wakeUp = WakeUp.over(later.registry()); Epoll epoll = Epoll.on(wakeUp.fd())) {
        await("a park with an end", () -> thread().getState() == Thread.State.TIMED_WAITING);
        later.change(0);
        assertThat(epoll.await(Duration.ofSeconds(10))).isTrue();
      }
      assertThat(raised.acknowledge()).isTrue();
    }
  }

  /** One more look for each doubling of the park, then one for each latency. */
  @Test
  void quietCostsOneLookForEachLatency() {
    long latencyMillis = 20;
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), latencyMillis, TimeUnit.MILLISECONDS);
        Epoll epoll = Epoll.on(wakeUp.fd())) {
      long before = wakeUp.lookout().looks();
      assertThat(epoll.await(Duration.ofMillis(QUIET_MILLIS))).as("quiet").isFalse();
      long doublings = 64 - Long.numberOfLeadingZeros(TimeUnit.MILLISECONDS.toNanos(latencyMillis) / Lookout.FIRST_PARK_NANOS);
      assertThat(wakeUp.lookout().looks() - before).isBetween(5L, QUIET_MILLIS / latencyMillis + doublings + 5);
    }
  }

  /** It parks for as long as the slowest allows, so the fast one that comes has to unpark it. */
  @Test
  void aShorterLatencyIsHeardOfAtOnce() {
    try (WakeUp slow = WakeUp.over(watched.registry(), 10, TimeUnit.SECONDS)) {
      long quiet = slow.lookout().looks();
      await("a long park", () -> slow.lookout().looks() > quiet + 5);
      try (WakeUp fast = WakeUp.over(watched.registry(), 1, TimeUnit.MILLISECONDS);
          Epoll epoll = Epoll.on(fast.fd())) {
        long looks = slow.lookout().looks();
        await("fifty short parks", () -> slow.lookout().looks() > looks + 50);
        assertThat(epoll.isReadyNow()).isFalse();
      }
    }
  }

  @Test
  void anInterruptNeitherEndsItNorMakesItSpin() {
    try (WakeUp wakeUp = WakeUp.over(watched.registry(), 10, TimeUnit.SECONDS);
        Epoll epoll = Epoll.on(wakeUp.fd())) {
      thread().interrupt();
      await("the interrupt to be taken", () -> !thread().isInterrupted());
      long looks = wakeUp.lookout().looks();
      assertThat(epoll.await(Duration.ofMillis(QUIET_MILLIS))).isFalse();
      assertThat(wakeUp.lookout().looks() - looks).isLessThan(30);
      assertThat(wakeUp.acknowledge()).isFalse();
    }
  }

  /** The number is a folder's when the thread wants to write to it: it gives that wake-up up and serves the others. */
  @Test
  void aDescriptorThatIsNotOursAnyMoreDoesNotEndIt() {
    try (Watched other = new Watched("other", 1);
        WakeUp good = WakeUp.over(other.registry(), 100, TimeUnit.MICROSECONDS);
        WakeUp bad = WakeUp.over(watched.registry(), 100, TimeUnit.MICROSECONDS);
        Epoll epoll = Epoll.on(good.fd())) {
      int fd = bad.fd();
      Descriptors.replaceByFolder(fd);
      watched.change(0);
      await("the refusal to be noticed", () -> !isOurs(bad));
      other.change(0);
      assertThat(epoll.await(Duration.ofSeconds(10))).isTrue();
      assertThatIllegalStateException().isThrownBy(bad::acknowledge).withStackTraceContaining("eventfd_write");
      bad.close();
      Descriptors.closeFolder(fd);
    }
  }

  private static boolean isOurs(WakeUp wakeUp) {
    try {
      return wakeUp.fd() >= 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
