package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerTableTest {
  private static final long AT = 0x7f10_0000_0000L;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "16, 3", "16, 4", "256, 5"})
  void agreesWithAMap(int buckets, long seed) {
    Random random = new Random(seed);
    ContainerTable table = new ContainerTable(buckets);
    Map<Long, Long> model = new HashMap<>();
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      long base = AT + random.nextInt(buckets * 10) * 4096L;
      long value = 1 + random.nextInt(5) | (random.nextBoolean() ? ContainerTable.MAPPING : 0);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          if (!model.containsKey(base)) {
            if (table.add(base, value)) {
              model.put(base, value);
            } else {
              refused++;
              assertThat(model.size()).as("never refused while there is plenty of room").isGreaterThan(buckets * 4);
            }
          }
        }
        case 2 -> assertThat(table.remove(base)).isEqualTo(or0(model.remove(base)));
        default -> {
          model.computeIfPresent(base, (b, v) -> v | ContainerTable.WATCHED);
          assertThat(table.mark(base, ContainerTable.WATCHED)).isEqualTo(or0(model.get(base)));
        }
      }
      assertThat(table.get(base)).isEqualTo(or0(model.get(base)));
    }
    assertThat(refused).as("the test has filled the table").isPositive();
    int seen = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      for (int place = 0; place < 7; place++) {
        long base = table.baseAt(bucket, place);
        seen += base == 0 ? 0 : 1;
        assertThat(base == 0 || model.containsKey(base)).isTrue();
      }
    }
    assertThat(seen).isEqualTo(model.size());
  }

  private static long or0(Long value) {
    return value == null ? 0 : value;
  }

  @Test
  void aFullTableRefusesAndForgetsNothing() {
    ContainerTable table = new ContainerTable(1);
    for (int i = 1; i <= 7; i++) {
      assertThat(table.add(i * 16, i)).isTrue();
    }
    assertThat(table.add(16 * 8, 8)).isFalse();
    assertThat(table.remove(16 * 3)).isEqualTo(3);
    assertThat(table.add(16 * 8, 8)).isTrue();
    for (int i = 1; i <= 8; i++) {
      assertThat(table.get(i * 16)).isEqualTo(i == 3 ? 0 : i);
    }
  }

  /** Few places, much traffic: each thread frees what it allocated and finds just that, whatever others claim meanwhile. */
  @ParameterizedTest
  @CsvSource({"1, 2", "4, 2", "4, 6", "64, 4"})
  void eachThreadFindsItsOwn(int buckets, int threads) throws InterruptedException {
    ContainerTable table = new ContainerTable(buckets);
    AtomicLong wrong = new AtomicLong();
    AtomicLong done = new AtomicLong();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long own = AT + t * (1L << 32);
      all.add(new Thread(() -> {
        Random random = new Random(own);
        for (int i = 0; i < 60_000; i++) {
          long base = own + random.nextInt(12) * 16;
          long size = 1 + random.nextInt(1000);
          if (table.add(base, size)) {
            done.incrementAndGet();
            boolean marked = i % 3 == 0;
            wrong.addAndGet(table.get(base) == size ? 0 : 1);
            wrong.addAndGet(!marked || table.mark(base, ContainerTable.WATCHED) == (size | ContainerTable.WATCHED) ? 0 : 1);
            wrong.addAndGet(table.remove(base) == (marked ? size | ContainerTable.WATCHED : size) ? 0 : 1);
          }
          wrong.addAndGet(table.get(base) == 0 && table.remove(base) == 0 ? 0 : 1);
        }
      }));
    }
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(done.get()).isPositive();
  }

  @Test
  void aBaseThatComesBackHasItsOldPlace() {
    ContainerTable table = new ContainerTable(1024);
    table.add(AT, 1);
    long[] tags = table.tags().clone();
    for (int i = 0; i < 1000; i++) {
      assertThat(table.remove(AT)).isEqualTo(1);
      assertThat(table.add(AT, 1)).isTrue();
    }
    assertThat(table.tags()).as("nothing is claimed anew").isEqualTo(tags);
  }
}
