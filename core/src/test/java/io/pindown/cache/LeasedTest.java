package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counting of leases by itself: in one word, in stripes, and from one to the other. */
class LeasedTest {
  private static final WatchRegistry REGISTRY = AddressSpace.detached().newRegistry("leased");

  private static final class Counted extends Leased {
    final AtomicInteger closed = new AtomicInteger();
    final AtomicLong collected = new AtomicLong();
    final AtomicInteger out = new AtomicInteger();
    final AtomicInteger closedUnderLease = new AtomicInteger();
    int ticks;

    Counted() {
      super(REGISTRY, 4096, 4096);
      open();
    }

    @Override
    void closed() {
      closed.incrementAndGet();
      if (out.get() > 0) {
        closedUnderLease.incrementAndGet();
      }
    }

    @Override
    void collect(long taken) {
      collected.addAndGet(taken);
    }

    @Override
    int tick() {
      return ticks;
    }

    @Override
    LeaseStripes newStripes() {
      return new LeaseStripes();
    }

    @Override
    void giveUp(LeaseStripes s) {
      s.giveUp();
    }

    void stripe() {
      for (int i = 0; i < 8; i++) {
        contended();
      }
    }
  }

  @Test
  void aLeaseIsWhatKeepsItOpen() {
    Counted counted = new Counted();
    assertThat(counted.tryLease()).isTrue();
    assertThat(counted.leases()).isEqualTo(2);
    assertThat(counted.retire()).isEqualTo(2);
    assertThat(counted.tryLease()).isFalse();
    assertThat(counted.lower()).isTrue();
    assertThat(counted.closed).hasValue(0);
    assertThat(counted.lower()).isTrue();
    assertThat(counted.closed).hasValue(1);
    assertThat(counted.lower()).as("there is none left").isFalse();
    assertThat(counted.taken()).as("the maker's own is no hit").isEqualTo(1);
  }

  @Test
  void leasesFromBeforeTheStripesAndAfterAreOneCount() {
    Counted counted = new Counted();
    counted.tryLease();
    counted.stripe();
    assertThat(counted.stripes()).isNotNull();
    counted.tryLease();
    counted.tryLease();
    assertThat(counted.leases()).isEqualTo(4);
    assertThat(counted.taken()).isEqualTo(3);
    counted.lower();
    counted.lower();
    assertThat(counted.isIdle()).isFalse();
    assertThat(counted.retire()).isEqualTo(2);
    counted.lower();
    assertThat(counted.closed).hasValue(0);
    counted.lower();
    assertThat(counted.closed).hasValue(1);
    assertThat(counted.taken()).isEqualTo(3);
  }

  @Test
  void meetingsThatAreFarApartAreForgotten() {
    Counted counted = new Counted();
    for (int i = 0; i < 100; i++) {
      counted.contended();
      counted.ticks += i % 5 == 0 ? 1 : 0;
    }
    assertThat(counted.stripes()).isNull();
    for (int i = 0; i < 8; i++) {
      counted.contended();
    }
    assertThat(counted.stripes()).isNotNull();
  }

  @Test
  void takenInOneThreadAndGivenBackInAnother() throws InterruptedException {
    Counted counted = new Counted();
    counted.stripe();
    for (int i = 0; i < 100; i++) {
      counted.tryLease();
    }
    Thread other = new Thread(() -> {
      for (int i = 0; i < 100; i++) {
        counted.lower();
      }
    });
    other.start();
    other.join();
    assertThat(counted.leases()).isEqualTo(1);
    counted.retire();
    counted.lower();
    assertThat(counted.closed).hasValue(1);
    assertThat(counted.taken()).isEqualTo(100);
  }

  /** Counts of one sign may be seen before they move to the word, and those of the other after. */
  @Test
  void noLeaseIsSeenThatNobodyHasWhileStripesCollapse() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      Counted counted = new Counted();
      counted.stripe();
      counted.stripes().getAndAdd(0, 4 * LeaseWord.TAKE);
      counted.stripes().getAndAdd(counted.stripes().count() - 1, 5 * LeaseWord.RELEASE); // the maker's, too
      AtomicInteger ended = new AtomicInteger();
      Thread retiring = new Thread(() -> {
        counted.retire();
        ended.set(1);
      });
      retiring.start();
      do {
        assertThat(counted.leases()).isZero();
      } while (ended.get() == 0);
      retiring.join();
      assertThat(counted.closed).hasValue(1);
    }
  }

  /** An interrupted thread does not park; it has to wait all the same. */
  @Test
  void whoIsInterruptedWaitsForCountsThatMove() throws Exception {
    Counted counted = new Counted();
    counted.stripe();
    counted.stripes().getAndAdd(counted.stripes().count() - 1, LeaseWord.RELEASE); // the maker's lease: none is out
    counted.stripes().getAndSet(0, LeaseWord.CLOSED); // the first step of a collapse whose thread is not run
    FutureTask<Long> looked = new FutureTask<>(() -> {
      Thread.currentThread().interrupt();
      return counted.leases();
    });
    new Thread(looked).start();
    assertThatThrownBy(() -> looked.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    counted.retire(); // it goes on
    assertThat(looked.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(counted.closed).hasValue(1);
  }

  @Test
  void retiredBeforeItIsOpenOrStriped() {
    Counted counted = new Counted();
    counted.retire();
    counted.stripe();
    assertThat(counted.stripes()).as("not any more").isNull();
    counted.lower();
    assertThat(counted.closed).hasValue(1);
  }

  @Test
  void aWordThatIsNearlyFullIsCollected() {
    long word = (1L << 61) + 5;
    assertThat(LeaseWord.counts(word)).isFalse();
    assertThat(LeaseWord.isClosed(word)).isFalse();
    assertThat(LeaseWord.out(word)).isEqualTo(5);
    assertThat(LeaseWord.taken(word)).isEqualTo(1L << 33);
    assertThat(LeaseWord.out(LeaseWord.collected(word))).isEqualTo(5);
    assertThat(LeaseWord.taken(LeaseWord.collected(word))).isZero();
    assertThat(LeaseWord.out(-3)).isEqualTo(-3);
    assertThat(LeaseWord.taken(-3)).isZero();
    assertThat(LeaseWord.taken(7 * LeaseWord.TAKE - 9)).isEqualTo(7);
    assertThat(LeaseWord.out(7 * LeaseWord.TAKE - 9)).isEqualTo(-2);
    assertThat(LeaseWord.leases(3 * LeaseWord.TAKE + LeaseWord.BIAS)).isEqualTo(3);
    assertThat(LeaseWord.leases(2 * LeaseWord.BIAS + 3 * LeaseWord.RELEASE)).isEqualTo(-3);
    assertThat(LeaseWord.leases(5 * LeaseWord.RELEASE)).isEqualTo(-5);
    assertThat(LeaseWord.out(LeaseWord.CLOSED)).isZero();
    assertThat(LeaseWord.taken(LeaseWord.CLOSED)).isZero();
    assertThat(LeaseWord.takenAtLast(LeaseWord.CLOSED)).isZero();
    assertThat(LeaseWord.mayClose(word)).isFalse();
  }

  @Test
  void aClosedWordSaysHowOftenWasLeased() {
    for (long taken : new long[] {0, 1, 77, 1L << 32}) {
      long word = taken * LeaseWord.TAKE - taken;
      assertThat(LeaseWord.mayClose(word)).isTrue();
      long closed = LeaseWord.closed(word);
      assertThat(LeaseWord.isClosed(closed)).isTrue();
      assertThat(LeaseWord.counts(closed)).isFalse();
      assertThat(LeaseWord.takenAtLast(closed)).isEqualTo(taken).isEqualTo(LeaseWord.takenAtLast(word));
      assertThat(LeaseWord.takenAtLast(closed + LeaseWord.RELEASE)).as("with what comes and goes late").isEqualTo(taken);
      assertThat(LeaseWord.out(closed)).isZero();
      assertThat(LeaseWord.isBiased(closed)).isFalse();
    }
  }

  /** Threads lease and release, one retires in the midst of it, and stripes come at any time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closedOnceAndNeverUnderALease(boolean striped) throws InterruptedException {
    int threads = 3;
    for (int round = 0; round < 400; round++) {
      Counted counted = new Counted();
      AtomicLong leased = new AtomicLong();
      CyclicBarrier begin = new CyclicBarrier(threads + 1);
      List<Thread> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int own = t;
        all.add(new Thread(() -> {
          await(begin);
          if (striped && own == 0) {
            counted.stripe();
          }
          while (counted.tryLease()) {
            counted.out.incrementAndGet();
            leased.incrementAndGet();
            counted.out.decrementAndGet();
            counted.lower();
          }
        }));
      }
      all.forEach(Thread::start);
      await(begin);
      for (int i = 0; i < round % 50 * 20; i++) {
        Thread.onSpinWait();
      }
      counted.retire();
      counted.lower();
      for (Thread thread : all) {
        thread.join();
      }
      assertThat(counted.closed).as("round %d", round).hasValue(1);
      assertThat(counted.closedUnderLease).hasValue(0);
      assertThat(counted.collected.get() + counted.taken()).as("every lease is counted, once").isEqualTo(leased.get());
      assertThat(counted.leases()).isZero();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
