package io.pindown.cache;

import static io.pindown.cache.Predecessors.NOT_ASKED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            predecessors.add(start, end, NOT_ASKED);
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
    predecessors.add(100, 1_000, NOT_ASKED);
    predecessors.add(200, 300, NOT_ASKED);
    assertThat(predecessors.take(250, 400)).isTrue();
    assertThat(predecessors.take(250, 400)).as("it was taken").isFalse();
    assertThat(predecessors.take(250, 300)).isTrue();
  }

  @Test
  void ofTwoThatBeginAtTheSameByteTheLongerOneIsFound() {
    Predecessors predecessors = new Predecessors(room);
    predecessors.add(100, 1_000, NOT_ASKED);
    predecessors.add(100, 300, NOT_ASKED);
    assertThat(predecessors.take(500, 600)).isTrue();
    predecessors.add(100, 300, NOT_ASKED);
    predecessors.add(100, 1_000, NOT_ASKED);
    assertThat(predecessors.take(500, 600)).isTrue();
    assertThat(room.get()).as("they were one").isEqualTo(MOST);
  }

  /** A fifth of a second. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoTellsIsWaitedForAndNotForEver() {
    Predecessors predecessors = new Predecessors(room);
    predecessors.begin();
    long begun = System.nanoTime();
    predecessors.awaitTold();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    predecessors.end();
  }

  /** Not each cache for itself: there may be many. */
  @Test
  void allTogetherAreBounded() {
    Predecessors first = full();
    Predecessors second = new Predecessors(room);
    second.add(10, 20, NOT_ASKED);
    assertThat(second.take(10, 20)).as("there is no room").isFalse();
    for (long i = 0; i < 100; i++) {
      assertThat(first.take(at(MOST + 99 - i), at(MOST + 99 - i) + 10)).as("the last ones are there").isTrue();
    }
    assertThat(first.take(at(0), at(0) + 10)).as("the first ones are not").isFalse();
    second.add(10, 20, NOT_ASKED);
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

  @Test
  void aMissBeforeWhatIsBeingToldIsFoundByWhoTellsIt() {
    Predecessors predecessors = new Predecessors(room);
    long since = predecessors.begin();
    assertThat(predecessors.take(120, 140)).as("not told yet").isFalse();
    assertThat(predecessors.add(100, 130, since)).as("not all of the miss").isNull();
    assertThat(predecessors.add(110, 150, NOT_ASKED)).as("changed for another reason").isNull();
    assertThat(predecessors.take(111, 150)).isTrue();
    Predecessors.Miss found = predecessors.add(100, 150, since);
    assertThat(found.start()).isEqualTo(120);
    assertThat(found.end()).isEqualTo(140);
    assertThat(predecessors.take(120, 140)).as("the one change has one miss").isFalse();
    predecessors.end();
  }

  /** What is asked after a miss may have come after it. */
  @Test
  void aMissBeforeTheQuestionIsNotFound() {
    Predecessors predecessors = new Predecessors(room);
    final long earlier = predecessors.begin();
    assertThat(predecessors.take(120, 140)).isFalse();
    long since = predecessors.begin();
    assertThat(predecessors.add(100, 150, since)).isNull();
    assertThat(predecessors.take(100, 150)).isTrue();
    assertThat(predecessors.add(100, 150, earlier)).as("it is noted still").isNotNull();
    assertThat(predecessors.take(120, 130)).isFalse();
    predecessors.end();
    assertThat(predecessors.add(100, 150, earlier)).as("by the one who was at it").isNotNull();
    assertThat(predecessors.take(120, 130)).isFalse();
    predecessors.end();
    assertThat(predecessors.add(100, 150, earlier)).as("nobody is at it: nothing is noted").isNull();
  }

  @Test
  void nothingIsNotedWhileNobodyTells() {
    Predecessors predecessors = new Predecessors(room);
    assertThat(predecessors.take(120, 140)).isFalse();
    long since = predecessors.begin();
    assertThat(predecessors.add(100, 150, since)).isNull();
    predecessors.end();
    assertThat(predecessors.take(120, 140)).isTrue();
  }

  @Test
  void theOldestOfTooManyMissesIsForgotten() {
    Predecessors predecessors = new Predecessors(room);
    long since = predecessors.begin();
    for (long i = 0; i < 65; i++) {
      assertThat(predecessors.take(at(i), at(i) + 10)).isFalse();
    }
    assertThat(predecessors.add(at(0), at(0) + 10, since)).isNull();
    for (long i = 1; i < 65; i++) {
      assertThat(predecessors.add(at(i), at(i) + 10, since)).as("%s", i).isNotNull();
    }
    predecessors.end();
  }

  private static long at(long number) {
    return 1_000 + number * 10;
  }

  private Predecessors full() {
    Predecessors predecessors = new Predecessors(room);
    for (long i = 0; i < MOST + 100; i++) {
      predecessors.add(at(i), at(i) + 10, NOT_ASKED);
    }
    return predecessors;
  }
}
