package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.hook.Inside;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is in doubt is not covered, whoever says what at the same time. */
class DoubtTest {
  private static final long ALL = 0x3ff;

  private final AtomicLong coverage = new AtomicLong();
  private final AtomicInteger subscribers = new AtomicInteger(1);
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final Doubt doubt = new Doubt(inside(), ALL);

  private Inside inside() {
    return (Inside) Proxy.newProxyInstance(Inside.class.getClassLoader(), new Class<?>[] {Inside.class}, (proxy, method, arguments) -> {
      switch (method.getName()) {
        case "coverage":
          assertThat(arguments[0]).isEqualTo(ALL);
          coverage.set((long) arguments[1]);
          return null;
        case "proven":
          return coverage.get();
        case "subscribers":
          return subscribers.get();
        case "loseOne":
          lost.incrementAndGet();
          return null;
        default:
          throw new UnsupportedOperationException(method.getName());
      }
    });
  }

  @Test
  void masksWhatIsInDoubtAndTellsCore() {
    doubt.tell(told::incrementAndGet);
    doubt.proven(ALL);
    doubt.raise(6L, String.class);
    assertThat(coverage.get()).isEqualTo(ALL & ~6L);
    assertThat(told).hasValue(1);
    assertThat(lost).hasValue(0);
    assertThat(doubt.classes()).containsExactly(String.class);
    assertThat(doubt.noted(String.class).begun).isEqualTo(1);
    assertThat(doubt.noted(String.class).by).isSameAs(Thread.currentThread());
    doubt.settle(doubt.ticket());
    assertThat(coverage.get()).isEqualTo(ALL);
    assertThat(doubt.isRaised()).isFalse();
  }

  @Test
  void anotherCopyOfCoreIsToldByALoss() {
    subscribers.set(2);
    doubt.raise(1L, String.class);
    assertThat(lost).hasValue(1);
  }

  @Test
  void aDoubtRaisedSinceTheTicketIsNotSettled() {
    doubt.proven(ALL);
    doubt.raise(1L, String.class);
    long ticket = doubt.ticket();
    doubt.raise(1L, String.class);
    doubt.settle(ticket);
    assertThat(doubt.isRaised()).isTrue();
    assertThat(coverage.get()).isEqualTo(ALL & ~1L);
  }

  @Test
  void rewritingsBegunSinceTheyWereSeenAreLeft() {
    doubt.raise(1L, String.class);
    Doubt.Rewrites seen = doubt.noted(String.class);
    doubt.raise(1L, String.class);
    doubt.forget(String.class, seen);
    assertThat(doubt.noted(String.class).begun).isEqualTo(1);
    doubt.forget(String.class, doubt.noted(String.class));
    assertThat(doubt.noted(String.class)).isNull();
  }

  /** Two raise, one proves and settles: at the end nothing raised after the last ticket is covered. */
  @Test
  void allAtOnce() throws Exception {
    int rounds = 3_000;
    CyclicBarrier round = new CyclicBarrier(3);
    List<Throwable> failures = new ArrayList<>();
    List<Thread> raising = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      long change = 1L << i;
      raising.add(new Thread(() -> {
        try {
          for (int k = 0; k < rounds; k++) {
            round.await();
            doubt.raise(change, String.class);
            round.await();
          }
        } catch (Exception e) {
          failures.add(e);
        }
      }));
    }
    raising.forEach(Thread::start);
    for (int k = 0; k < rounds; k++) {
      long ticket = doubt.ticket();
      round.await();
      doubt.proven(ALL);
      doubt.settle(ticket);
      round.await();
      assertThat(coverage.get()).isEqualTo(ALL & ~3L);
      doubt.settle(doubt.ticket());
      assertThat(coverage.get()).isEqualTo(ALL);
    }
    for (Thread thread : raising) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
