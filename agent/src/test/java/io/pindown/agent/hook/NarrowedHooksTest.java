package io.pindown.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.index.Granules;
import io.pindown.index.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the hook class leaves out once its subscriber has said what it does not need; its arithmetic against core's. */
class NarrowedHooksTest {
  private static final int KINDS = 11;

  private final List<Long> freed = new ArrayList<>();
  private final List<Long> allocated = new ArrayList<>();
  private final LongBinaryOperator[] sinks = new LongBinaryOperator[KINDS];

  @BeforeEach
  void subscribe() {
    PindownHooks.lost = new long[1];
    sinks[0] = (base, size) -> allocated.add(base) ? 0 : 1;
    sinks[1] = (base, nothing) -> freed.add(base) ? 0 : 1;
    PindownHooks.subscribe(sinks);
  }

  @AfterEach
  void unsubscribe() {
    PindownHooks.unsubscribe(sinks);
    PindownHooks.narrow(null, 0, null, null);
  }

  private static void add(long[] tags, long base, int away) {
    long spread = Granules.spread(base);
    int bucket = Granules.bucket(spread, tags.length - 1);
    tags[bucket] = away == 0
        ? tags[bucket] + Tags.change(0, Tags.at(tags[bucket], 0), Tags.of(spread))
        : Tags.moreOverflow(tags[bucket], away);
  }

  @Test
  void everythingIsDeliveredBeforeAnybodyNarrows() {
    PindownHooks.allocated(4096, 1);
    PindownHooks.freed(4096);
    assertThat(allocated).containsExactly(4096L);
    assertThat(freed).containsExactly(4096L);
  }

  @Test
  void aBaseWithItsTagIsAlwaysDeliveredAndMostOthersAreNot() {
    Random random = new Random(20261121);
    long[][] tables = {new long[1024], new long[4096]};
    List<Long> known = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long base = (random.nextLong() & Long.MAX_VALUE) | 16;
      add(tables[i & 1], base, i % 50 == 0 ? 1 + i % 15 : 0);
      known.add(base);
    }
    PindownHooks.narrow(sinks, 4096, null, tables);
    // a place of a bucket is used again and again above, so only the last base of each bucket is there still
    List<Long> there = known.stream().filter(base -> isThere(tables, base)).toList();
    assertThat(there).hasSizeGreaterThan(700);
    there.forEach(PindownHooks::freed);
    assertThat(freed).isEqualTo(there);
    freed.clear();
    for (int i = 0; i < 100_000; i++) {
      PindownHooks.freed((random.nextLong() & Long.MAX_VALUE) | 8);
    }
    assertThat(freed).hasSizeLessThan(10_000);
  }

  private static boolean isThere(long[][] tables, long base) {
    long spread = Granules.spread(base);
    for (long[] tags : tables) {
      long word = tags[Granules.bucket(spread, tags.length - 1)];
      if (Tags.farthest(word) > 0 || Tags.matches(word, Tags.of(spread)) != 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aBaseWithoutAMarkIsNotDeliveredAndOneWithAMarkIsLookedUp() {
    byte[] marks = new byte[1 << 16];
    long[][] tables = {new long[16]};
    long base = 0x7f12_3456_7010L;
    add(tables[0], base, 0);
    PindownHooks.narrow(sinks, 4096, marks, tables);
    PindownHooks.freed(base);
    assertThat(freed).isEmpty();
    marks[(int) (base >>> 4 ^ base >>> 20) & marks.length - 1] = 1;
    PindownHooks.freed(base);
    assertThat(freed).containsExactly(base);
  }

  @Test
  void smallAllocationsAreLeftOutOnly() {
    PindownHooks.narrow(sinks, 4096, null, null);
    PindownHooks.allocated(16, 4095);
    PindownHooks.allocated(32, 4096);
    assertThat(allocated).containsExactly(32L);
    PindownHooks.freed(16);
    assertThat(freed).as("without tables every free is delivered").containsExactly(16L);
  }

  @Test
  void anotherSubscriberGetsEverythingAndSoDoesEverybodyMeanwhile() {
    PindownHooks.narrow(sinks, 4096, new byte[1 << 16], new long[][] {new long[16]});
    List<Long> other = new ArrayList<>();
    LongBinaryOperator[] others = new LongBinaryOperator[KINDS];
    others[0] = (base, size) -> other.add(base) ? 0 : 1;
    others[1] = others[0];
    PindownHooks.subscribe(others);
    PindownHooks.allocated(16, 1);
    PindownHooks.freed(16);
    assertThat(other).containsExactly(16L, 16L);
    assertThat(freed).containsExactly(16L);
    PindownHooks.unsubscribe(others);
    PindownHooks.allocated(16, 1);
    PindownHooks.freed(16);
    assertThat(freed).as("alone again: narrowed again").containsExactly(16L);
  }
}
