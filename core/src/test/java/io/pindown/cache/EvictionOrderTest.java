package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pindown.cache.EvictionOrder.Scarce;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionOrderTest {
  private static final long PAGE = 4096;

  private final EvictionOrder<OrderedEntry> order = new EvictionOrder<>(new RegistrationCost());

  private OrderedEntry add(long bytes) {
    OrderedEntry entry = new OrderedEntry(bytes);
    order.add(entry);
    return entry;
  }

  private List<OrderedEntry> add(int count, long bytes) {
    List<OrderedEntry> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(add(bytes));
    }
    return added;
  }

  private OrderedEntry evict(Scarce scarce) {
    OrderedEntry victim = order.next(scarce);
    order.remove(victim);
    return victim;
  }

  @Test
  void anEmptyOneHasNone() {
    assertThat(order.next(Scarce.BYTES)).isNull();
    assertThat(order.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void keepsWhatWasAddedAndOffersWhatIsIdle(int seed) {
    Random random = new Random(seed);
    List<OrderedEntry> model = new ArrayList<>();
    int most = 1 << 2 * seed;
    for (int i = 0; i < 50_000; i++) {
      int of8 = random.nextInt(8);
      if (model.isEmpty() || of8 < 2 && model.size() < most) {
        model.add(add(PAGE << random.nextInt(12)));
      } else if (of8 == 2) {
        OrderedEntry removed = model.remove(random.nextInt(model.size()));
        order.remove(removed);
        assertThat(removed.place()).isNegative();
      } else if (of8 < 6) {
        OrderedEntry some = model.get(random.nextInt(model.size()));
        some.hit(order);
        some.inUse = random.nextInt(10) < 2 * seed;
      } else {
        OrderedEntry next = order.next(random.nextBoolean() ? Scarce.BYTES : Scarce.REGISTRATIONS);
        if (next == null) {
          assertThat(model).allMatch(entry -> entry.inUse);
        } else {
          assertThat(next.inUse).isFalse();
          assertThat(model).contains(next);
        }
      }
      assertThat(order.size()).isEqualTo(model.size());
    }
    Set<OrderedEntry> kept = new HashSet<>();
    order.forEach(entry -> assertThat(kept.add(entry)).as("handed out once").isTrue());
    assertThat(kept).containsExactlyInAnyOrderElementsOf(model);
  }

  @Test
  void findsTheOnlyOneThatIsIdle() {
    List<OrderedEntry> all = add(10_000, PAGE);
    all.forEach(entry -> entry.inUse = true);
    assertThat(order.next(Scarce.BYTES)).isNull();
    for (int idle : new int[] {0, 1, 4_999, 9_999}) {
      all.get(idle).inUse = false;
      assertThat(order.next(Scarce.BYTES)).isSameAs(all.get(idle));
      all.get(idle).inUse = true;
    }
  }

  @Test
  void looksAtSomeOnlyHoweverManyThereAre() {
    List<OrderedEntry> all = add(100_000, PAGE);
    for (int i = 0; i < 1000; i++) {
      assertThat(order.next(Scarce.BYTES)).isNotNull();
    }
    assertThat(all.stream().mapToInt(entry -> entry.idleAsked).sum()).isLessThanOrEqualTo(16 * 1000);
  }

  @Test
  void removesExactlyAndOnce() {
    OrderedEntry a = add(PAGE);
    OrderedEntry b = add(PAGE);
    order.remove(a);
    assertThatIllegalArgumentException().isThrownBy(() -> order.remove(a)).withMessageContaining("not in this order");
    assertThatIllegalArgumentException().isThrownBy(() -> order.remove(new OrderedEntry(PAGE)));
    assertThat(order.next(Scarce.BYTES)).isSameAs(b);
    assertThat(order.size()).isEqualTo(1);
    order.add(a);
    order.remove(b);
    assertThat(order.next(Scarce.BYTES)).as("may come in again").isSameAs(a);
  }

  @Test
  void anotherOrdersEntryIsRefused() {
    add(PAGE);
    EvictionOrder<OrderedEntry> other = new EvictionOrder<>(new RegistrationCost());
    OrderedEntry theirs = new OrderedEntry(PAGE);
    other.add(theirs);
    assertThatIllegalArgumentException().isThrownBy(() -> order.remove(theirs));
    assertThat(order.size()).isEqualTo(1);
  }

  @Test
  void comesBackFromManyToFew() {
    List<OrderedEntry> all = add(100_000, PAGE);
    all.subList(0, 99_990).forEach(order::remove);
    assertThat(order.size()).isEqualTo(10);
    Set<OrderedEntry> evicted = new HashSet<>();
    while (order.size() > 0) {
      evicted.add(evict(Scarce.BYTES));
    }
    assertThat(evicted).containsExactlyInAnyOrderElementsOf(all.subList(99_990, 100_000));
  }

  /** So few that the hand looks at all of them each time. */
  @ParameterizedTest
  @EnumSource(Scarce.class)
  void takesTheHighestScore(Scarce scarce) {
    Random random = new Random(7);
    RegistrationCost cost = new RegistrationCost();
    List<OrderedEntry> model = add(16, PAGE);
    double neverUsedAgain = 0;
    int thrashing = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean hits = i / 1000 % 2 == 0;
      for (int use = random.nextInt(30); hits && use > 0; use--) {
        model.get((int) (16 * Math.pow(random.nextDouble(), 2))).hit(order);
      }
      double highest = 0;
      for (OrderedEntry entry : model) {
        highest = Math.max(highest, score(entry, scarce, cost, neverUsedAgain));
      }
      OrderedEntry next = order.next(scarce);
      assertThat(score(next, scarce, cost, neverUsedAgain)).isEqualTo(highest);
      thrashing += neverUsedAgain > 0.9 ? 1 : 0;
      neverUsedAgain += (((next.lastUse() & 7) == 0 ? 1 : 0) - neverUsedAgain) / 64;
      order.remove(next);
      model.remove(next);
      model.add(add(PAGE << random.nextInt(10)));
    }
    assertThat(thrashing).as("both modes were tried").isBetween(1000, 19_000);
  }

  private double score(OrderedEntry entry, Scarce scarce, RegistrationCost cost, double neverUsedAgain) {
    int uses = entry.lastUse() & 7;
    double age = (order.epoch() >> 3) - (entry.lastUse() >> 3) + 0.5;
    if (uses == 0 && neverUsedAgain > 0.9) {
      age = 32;
    }
    return age * (scarce == Scarce.BYTES ? entry.bytes() : 1) / cost.of(entry.bytes()) / (1 + uses);
  }

  @Test
  void underALimitOfBytesTheLargeGoFirstAndUnderOneOfRegistrationsTheSmall() {
    List<OrderedEntry> small = add(8, PAGE);
    List<OrderedEntry> large = add(8, 1 << 20);
    for (int i = 0; i < 8; i++) {
      small.get(i).hit(order);
      large.get(i).hit(order);
    }
    assertThat(large).contains(order.next(Scarce.BYTES));
    assertThat(small).contains(order.next(Scarce.REGISTRATIONS));
  }

  @Test
  void whatIsUsedOftenStays() {
    List<OrderedEntry> hot = add(20, PAGE);
    List<OrderedEntry> all = new ArrayList<>(hot);
    all.addAll(add(80, PAGE));
    for (int i = 0; i < 10_000; i++) {
      hot.forEach(entry -> entry.hit(order));
      OrderedEntry victim = evict(Scarce.BYTES);
      assertThat(hot).doesNotContain(victim);
      add(PAGE);
    }
  }

  @Test
  void whatIsNoLongerUsedGoesHoweverOftenItWas() {
    List<OrderedEntry> old = add(50, PAGE);
    List<OrderedEntry> now = add(50, PAGE);
    for (int i = 0; i < 200; i++) {
      old.forEach(entry -> entry.hit(order));
      evictAndAdd();
    }
    assertThat(old).allMatch(entry -> (entry.lastUse() & 7) == 7);
    for (int i = 0; i < 100 * 20; i++) {
      now.forEach(entry -> entry.hit(order));
      evictAndAdd();
    }
    assertThat(old).filteredOn(entry -> entry.place() >= 0).hasSizeLessThan(5);
  }

  private void evictAndAdd() {
    evict(Scarce.BYTES);
    add(PAGE);
  }

  @Test
  void someOfARingThatIsLargerThanTheCacheStayForTheNextRound() {
    int held = 100;
    OrderedEntry[] ring = new OrderedEntry[200];
    int hits = 0;
    int rounds = 200;
    for (int i = 0; i < rounds * ring.length; i++) {
      int at = i % ring.length;
      if (ring[at] != null && ring[at].place() >= 0) {
        ring[at].hit(order);
        hits++;
      } else {
        if (order.size() == held) {
          evict(Scarce.BYTES);
        }
        ring[at] = add(PAGE);
      }
    }
    double best = (double) (held - 1) / (ring.length - 1);
    assertThat((double) hits / (rounds * ring.length)).as("of the best possible, where LRU has none").isBetween(0.7 * best, best);
  }

  @Test
  void aHitIsCountedOnceAnEpochAndUpToAMost() {
    OrderedEntry entry = add(PAGE);
    int uses = 0;
    for (int i = 0; i < 20; i++) {
      entry.hit(order);
      int once = entry.lastUse();
      assertThat(once & 7).isEqualTo(Math.min(7, ++uses));
      entry.hit(order);
      assertThat(entry.lastUse()).as("nothing to store").isEqualTo(once);
      add(PAGE); // one of so few is the next epoch
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 1 << 30, -8, Integer.MIN_VALUE})
  void epochsMayGoRound(int epoch) {
    int before = epoch - 8;
    assertThat(EvictionOrder.used(before | 3, epoch)).isEqualTo(epoch | 4);
    assertThat(EvictionOrder.used(before | 7, epoch)).isEqualTo(epoch | 7);
    assertThat(EvictionOrder.used(epoch | 2, epoch)).isEqualTo(epoch | 2);
  }
}
