package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongTableTest {

  private static List<Long> values(LongTable table, long key) {
    List<Long> found = new ArrayList<>();
    for (int step = 0; step < table.steps(key); step++) {
      if (table.at(key, step) != 0) {
        found.add(table.at(key, step));
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "16, 3", "16, 4", "256, 5"})
  void agreesWithAMapOfLists(int buckets, long seed) {
    Random random = new Random(seed);
    LongTable table = new LongTable(buckets);
    Map<Long, List<Long>> model = new HashMap<>();
    int entries = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      long key = 1 + random.nextInt(buckets * 2) * 4096L;
      List<Long> held = model.computeIfAbsent(key, k -> new ArrayList<>());
      long value = 1 + random.nextInt(5);
      if (random.nextInt(100) < 55) {
        if (table.add(key, value)) {
          held.add(value);
          entries++;
        } else {
          refused++;
          assertThat(entries).as("never refused while there is plenty of room").isGreaterThan(buckets);
        }
      } else {
        long wanted = random.nextBoolean() ? 0 : value;
        long removed = table.remove(key, wanted);
        if (removed == 0) {
          assertThat(wanted == 0 ? held : held.stream().filter(v -> v == wanted).toList()).isEmpty();
        } else {
          assertThat(wanted == 0 || removed == wanted).isTrue();
          assertThat(held.remove((Object) removed)).isTrue();
          entries--;
        }
      }
      assertThat(values(table, key)).containsExactlyInAnyOrderElementsOf(held);
      assertThat(held.isEmpty() ? table.get(key) == 0 : held.contains(table.get(key))).isTrue();
    }
    assertThat(refused).as("the test has filled the table").isPositive();
    int seen = 0;
    for (int place = 0; place < table.capacity(); place++) {
      if (table.keyAt(place) != 0) {
        seen++;
      }
    }
    assertThat(seen).isEqualTo(entries);
  }

  @Test
  void aFullTableRefusesAndForgetsNothing() {
    LongTable table = new LongTable(1);
    for (int i = 1; i <= 3; i++) {
      assertThat(table.add(i, i * 10)).isTrue();
    }
    assertThat(table.add(4, 40)).isFalse();
    assertThat(table.get(4)).isZero();
    assertThat(table.remove(2)).isEqualTo(20);
    assertThat(table.add(4, 40)).isTrue();
    assertThat(List.of(table.get(1), table.get(3), table.get(4))).containsExactly(10L, 30L, 40L);
  }

  /** Entries that stay are met at every look, while other threads add and remove around them, with overflow. */
  @Test
  void whatStaysIsMetWhateverOthersDo() throws InterruptedException {
    LongTable table = new LongTable(8);
    long key = 77;
    table.add(key, 1);
    for (int i = 0; i < 3; i++) {
      table.add(key, 100 + i);
    }
    table.add(key, 2); // in overflow
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    Thread[] churn = new Thread[2];
    for (int t = 0; t < churn.length; t++) {
      long own = 100 + t;
      churn[t] =
          new Thread(
              () -> {
                while (!done.get()) {
                  table.remove(key, own);
                  table.add(key, own);
                }
              });
      churn[t].start();
    }
    for (int i = 0; i < 300_000; i++) {
      long sum = 0;
      for (int step = 0; step < table.steps(key); step++) {
        long value = table.at(key, step);
        sum += value == 1 || value == 2 ? value : 0;
      }
      if (sum != 3) {
        missed.incrementAndGet();
      }
    }
    done.set(true);
    for (Thread thread : churn) {
      thread.join();
    }
    assertThat(missed.get()).isZero();
  }

  /** Each thread has keys of its own: whatever the others do, its entries are there with their values until it removes them. */
  @Test
  void threadsWithKeysOfTheirOwnDoNotDisturbEachOther() throws InterruptedException {
    GrowingTable table = new GrowingTable(16);
    AtomicLong wrong = new AtomicLong();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      long first = 1 + t * 1000L;
      Random random = new Random(t);
      threads[t] =
          new Thread(
              () -> {
                Map<Long, Long> own = new HashMap<>();
                for (int i = 0; i < 100_000; i++) {
                  long key = first + random.nextInt(40);
                  Long held = own.get(key);
                  if (table.get(key) != (held == null ? 0 : held)) {
                    wrong.incrementAndGet();
                  }
                  if (held != null) {
                    wrong.addAndGet(table.remove(key, 0) == held ? 0 : 1);
                    own.remove(key);
                  } else if (table.add(key, key * 3)) {
                    own.put(key, key * 3);
                  }
                  if (i % 1000 == 0) {
                    table.growIfCrowded();
                  }
                }
                own.forEach((key, value) -> wrong.addAndGet(table.remove(key, 0) == value ? 0 : 1));
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong.get()).isZero();
    assertThat(table.entries()).isZero();
  }
}
