package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The drain itself: a failure in its middle, and registrations that are taken out although nothing has hit them. */
class InvalidatorTest {
  private static final long AT = 0x7e20_0000_0000L;
  private static final long SIZE = 1 << 16;
  private static final int COUNT = 100; // more than are drained at a time

  private final AddressSpace space = AddressSpace.detached();
  private final CacheCounters counters = new CacheCounters();
  private final Front front = new Front();
  private final Roster<Integer> roster = new Roster<>(front);
  private final List<Registration<Integer>> made = new ArrayList<>();
  private int deregistered;
  private int failing;
  private Runnable meanwhile = () -> {};

  private final CacheEvents events =
      new CacheEvents() {
        @Override
        void invalidated(Registration<?> registration, String registrar) {
          if (failing > 0 && --failing == 0) {
            throw new OutOfMemoryError("for the test");
          }
          meanwhile.run();
        }
      };

  private final Registrar<Integer> registrar =
      new Registrar<>() {
        @Override
        public String name() {
          return "counting";
        }

        @Override
        public Integer register(long address, long length, int access) {
          return 1;
        }

        @Override
        public void deregister(Integer handle) {
          deregistered++;
        }
      };

  private final Departures<Integer> departures = new Departures<>(registrar, counters, events, 2 * COUNT);
  private final WatchRegistry registry = space.newRegistry("invalidator", departures);
  private final Invalidator<Integer> invalidator =
      new Invalidator<>(registry, roster, front, counters, events, "counting", new Dormant<>(space, registry, OnFree.INVALIDATE));

  @BeforeEach
  void register() {
    for (int i = 0; i < COUNT; i++) {
      space.allocated(at(i), SIZE);
      assertThat(roster.reserve(SIZE, COUNT, Long.MAX_VALUE)).isTrue();
      Registration<Integer> r = new Registration<>(registry, at(i), SIZE, Access.LOCAL_READ, null);
      registry.add(r);
      r.made(i);
      departures.pinned(r.pinned());
      roster.add(r, 0);
      r.open();
      r.handOut();
      r.lower();
      made.add(r);
    }
  }

  @AfterEach
  void close() {
    invalidator.close();
  }

  private static long at(int i) {
    return AT + 2 * i * SIZE;
  }

  @Test
  void allThatHasChangedIsRetiredAtOnceHoweverMuchItIs() {
    for (int i = 0; i < COUNT; i++) {
      space.freed(at(i));
    }
    invalidator.reap();
    assertThat(roster.size()).isZero();
    assertThat(counters.invalidations.sum()).isEqualTo(COUNT);
  }

  @Test
  void whatAFailureLeavesOutTheNextCallRetires() {
    for (int i = 0; i < COUNT; i++) {
      space.freed(at(i));
    }
    for (int place : new int[] {1, 7, 64}) {
      failing = place;
      int before = roster.size();
      assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(invalidator::reap);
      assertThat(invalidator.isQuiet()).as("there is something left to do").isFalse();
      assertThat(roster.size()).isBetween(1, before - 1);
    }
    invalidator.reap();
    assertThat(roster.size()).isZero();
    assertThat(invalidator.isQuiet()).isTrue();
    assertThat(counters.invalidations.sum()).isEqualTo(COUNT);
    departures.clear();
    assertThat(deregistered).as("those that failed, too").isEqualTo(COUNT);
  }

  /** Nothing else will change, so nothing but the failure itself says that there is more to do. */
  @Test
  void whatAFailureInTheLastDrainLeavesOutTheNextCallRetires() {
    for (int i = 0; i < 3; i++) {
      space.freed(at(i));
    }
    failing = 1;
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(invalidator::reap);
    assertThat(invalidator.isQuiet()).isFalse();
    invalidator.reap();
    assertThat(invalidator.isQuiet()).isTrue();
    assertThat(counters.invalidations.sum()).isEqualTo(3);
    assertThat(roster.size()).isEqualTo(COUNT - 3);
  }

  @Test
  void whoUsesOneThatNothingHasHitIsNotBlamed() {
    Registration<Integer> r = made.get(0);
    assertThat(r.tryLease()).isTrue();
    invalidator.invalidate(r);
    assertThat(counters.inUseInvalidations.sum()).isZero();
    r.release();
    assertThat(counters.inUseInvalidations.sum()).isZero();
    departures.clear();
    assertThat(deregistered).isEqualTo(1);
  }

  @Test
  void whoUsesOneThatWasFreedIs() {
    Registration<Integer> r = made.get(0);
    assertThat(r.tryLease()).isTrue();
    space.freed(at(0));
    invalidator.reap();
    assertThat(counters.inUseInvalidations.sum()).isEqualTo(1);
    r.release();
    assertThat(counters.inUseInvalidations.sum()).isEqualTo(1);
  }

  /** While the first one is taken out, another thread misses at two addresses that have changed, and at one that has not. */
  @Test
  void missesWhileSomebodyTakesOutWhatHasChangedAreCounted() {
    meanwhile = () -> {
      meanwhile = () -> {};
      invalidator.missed(at(1), at(1) + SIZE);
      invalidator.missed(at(2), at(2) + 1);
      invalidator.missed(at(3), at(3) + 1);
      assertThat(counters.staleReuses.sum()).as("not known yet").isZero();
    };
    for (int i = 0; i < 3; i++) {
      space.freed(at(i));
    }
    invalidator.reap();
    assertThat(counters.staleReuses.sum()).isEqualTo(2);
    invalidator.missed(at(0), at(0) + 1);
    assertThat(counters.staleReuses.sum()).as("the first one, now").isEqualTo(3);
    invalidator.missed(at(1), at(1) + 1);
    assertThat(counters.staleReuses.sum()).as("once for each change").isEqualTo(3);
    space.freed(at(3));
    invalidator.reap();
    invalidator.missed(at(3), at(3) + 1);
    assertThat(counters.staleReuses.sum()).as("a miss before the change is none of it").isEqualTo(4);
  }

  @Test
  void aCacheThatIsForgottenSaysWhatItLeavesPinned() {
    List<String> said = new CopyOnWriteArrayList<>();
    Handler heard =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    made.subList(1, COUNT).forEach(invalidator::invalidate);
    Logger logger = Logger.getLogger("io.pindown.cache");
    logger.addHandler(heard);
    try {
      invalidator.abandon("with one");
      invalidator.invalidate(made.get(0));
      invalidator.abandon("without any");
    } finally {
      logger.removeHandler(heard);
    }
    assertThat(said).anyMatch(line -> line.startsWith("registration cache with one was forgotten") && line.contains("its 1 registrations stay pinned"))
        .noneMatch(line -> line.contains("without any"));
  }

  /** Or each registration that is gone would stay, with a stack. */
  @Test
  void whereALeaseWasTakenIsForgottenWithTheRegistration() {
    invalidator.acquired(made.get(0), new Throwable());
    invalidator.acquired(made.get(1), new Throwable());
    invalidator.forget(made.get(0));
    assertThat(invalidator.leasedSomewhere()).containsExactly(made.get(1));
    assertThat(invalidator.site(made.get(0))).isEmpty();
  }
}
