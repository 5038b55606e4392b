package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is found of what was there, against a list. */
class PredecessorsTest {
  @Test
  void agreesWithAListOfDisjointRanges() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      Predecessors predecessors = new Predecessors();
      List<long[]> list = new ArrayList<>();
      for (int step = 0; step < 2_000; step++) {
        long slot = random.nextInt(50);
        long start = slot * 100 + random.nextInt(10);
        long end = slot * 100 + 50 + random.nextInt(50);
        if (random.nextBoolean()) {
          if (list.stream().noneMatch(r -> r[0] / 100 == slot)) {
            predecessors.add(start, end);
            list.add(new long[] {start, end});
          }
        } else {
          boolean expected = list.removeIf(r -> r[0] <= start && end <= r[1]);
          assertThat(predecessors.take(start, end)).as("seed %s, step %s", seed, step).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aLongerOneAroundAShorterOneIsFound() {
    Predecessors predecessors = new Predecessors();
    predecessors.add(100, 1_000);
    predecessors.add(200, 300);
    assertThat(predecessors.take(250, 400)).isTrue();
    assertThat(predecessors.take(250, 400)).as("it was taken").isFalse();
    assertThat(predecessors.take(250, 300)).isTrue();
  }

  @Test
  void isBounded() {
    Predecessors predecessors = new Predecessors();
    for (long i = 0; i < 100_000; i++) {
      predecessors.add(i * 10, i * 10 + 10);
    }
    assertThat(predecessors.take(0, 10)).isFalse();
    assertThat(predecessors.take(999_990, 1_000_000)).isTrue();
  }
}
