package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is found of what was there, against a list. */
class PredecessorsTest {
  private static final int MOST = 1_000;

  private final AtomicInteger room = new AtomicInteger(MOST);

  @Test
  void agreesWithAListOfDisjointRanges() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      Predecessors predecessors = new Predecessors(room);
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
    Predecessors predecessors = new Predecessors(room);
    predecessors.add(100, 1_000);
    predecessors.add(200, 300);
    assertThat(predecessors.take(250, 400)).isTrue();
    assertThat(predecessors.take(250, 400)).as("it was taken").isFalse();
    assertThat(predecessors.take(250, 300)).isTrue();
  }

  /** Not each cache for itself: there may be many. */
  @Test
  void allTogetherAreBounded() {
    Predecessors first = full();
    Predecessors second = new Predecessors(room);
    second.add(10, 20);
    assertThat(second.take(10, 20)).as("there is no room").isFalse();
    for (long i = 0; i < 100; i++) {
      assertThat(first.take(at(MOST + 99 - i), at(MOST + 99 - i) + 10)).as("the last ones are there").isTrue();
    }
    assertThat(first.take(at(0), at(0) + 10)).as("the first ones are not").isFalse();
    second.add(10, 20);
    assertThat(second.take(10, 20)).as("there is room again").isTrue();
    first.clear();
    full().clear();
  }

  @Test
  void oneThatHasEndedLeavesItsRoomToOthers() {
    full().clear();
    Predecessors next = full();
    for (long i = 100; i < MOST + 100; i++) {
      assertThat(next.take(at(i), at(i) + 10)).isTrue();
    }
  }

  private static long at(long number) {
    return 1_000 + number * 10;
  }

  private Predecessors full() {
    Predecessors predecessors = new Predecessors(room);
    for (long i = 0; i < MOST + 100; i++) {
      predecessors.add(at(i), at(i) + 10);
    }
    return predecessors;
  }
}
