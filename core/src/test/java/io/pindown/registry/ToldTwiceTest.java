package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A library's method that is hooked may call what is hooked itself: then the thread that does it tells each event twice, one inside the
 * other, before anyone else can have the memory. Two address spaces are given the same steps, one of them twice: they know the same
 * containers and the same watches are hit.
 */
class ToldTwiceTest {
  private static final int SLOTS = 24;
  private static final long STRIDE = 1L << 20;

  private final AddressSpace once = AddressSpace.detached();
  private final AddressSpace twice = AddressSpace.detached();
  private final WatchRegistry onceWatches = once.newRegistry("once");
  private final WatchRegistry twiceWatches = twice.newRegistry("twice");
  private final long[] sizes = new long[SLOTS];
  private final boolean[] mapping = new boolean[SLOTS];
  private final List<Watch> onceAll = new ArrayList<>();
  private final List<Watch> twiceAll = new ArrayList<>();

  private static long base(int slot) {
    return (slot + 1) * STRIDE;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nestedEventsAreOne(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      int slot = random.nextInt(SLOTS);
      if (sizes[slot] == 0) {
        begin(slot, random);
      } else if (random.nextInt(3) == 0) {
        watch(slot, random);
      } else {
        endOrChange(slot, random);
      }
      check(slot, i);
    }
    assertThat(onceAll.size()).isGreaterThan(1_000);
  }

  private void begin(int slot, SplittableRandom random) {
    long size = 4_096 + random.nextLong(60_000);
    sizes[slot] = size;
    mapping[slot] = random.nextBoolean();
    if (mapping[slot]) {
      once.mapped(base(slot), size);
      twice.mapped(base(slot), random.nextBoolean() ? size : size + 4_095 & -4_096); // the inner one in whole pages
      twice.mapped(base(slot), size);
    } else {
      once.allocated(base(slot), size);
      twice.allocated(base(slot), size);
      twice.allocated(base(slot), size);
    }
  }

  private void watch(int slot, SplittableRandom random) {
    long from = base(slot) + random.nextLong(sizes[slot]);
    long length = 1 + random.nextLong(base(slot) + sizes[slot] - from);
    onceAll.add(onceWatches.watch(from, length, onceAll.size()));
    twiceAll.add(twiceWatches.watch(from, length, twiceAll.size()));
  }

  private void endOrChange(int slot, SplittableRandom random) {
    long base = base(slot);
    if (mapping[slot]) {
      if (random.nextBoolean()) {
        change(base, sizes[slot]);
        return;
      }
      once.unmapped(base, sizes[slot]);
      twice.unmapped(base, sizes[slot]);
      twice.unmapped(base, sizes[slot]);
      sizes[slot] = 0;
    } else if (random.nextBoolean()) {
      reallocate(slot, random);
    } else {
      once.freed(base);
      twice.freed(base);
      twice.freed(base);
      sizes[slot] = 0;
    }
  }

  private void change(long base, long size) {
    once.changeBegin(base, size);
    twice.changeBegin(base, size);
    twice.changeBegin(base, size);
    assertThat(twice.isChanging(base, base + 1)).isTrue();
    once.changeEnd(base, size);
    twice.changeEnd(base, size);
    assertThat(twice.isChanging(base, base + 1)).as("the outer one is still open").isTrue();
    twice.changeEnd(base, size);
    assertThat(twice.isChanging(base, base + 1)).isFalse();
  }

  /** In place, moved to a free slot, or refused. */
  private void reallocate(int slot, SplittableRandom random) {
    long size = 4_096 + random.nextLong(60_000);
    int to = random.nextInt(SLOTS);
    boolean moves = sizes[to] == 0;
    boolean refused = random.nextInt(4) == 0;
    long result = refused ? 0 : moves ? base(to) : base(slot);
    once.reallocationBegin(base(slot), size);
    once.reallocationEnd(base(slot), result);
    twice.reallocationBegin(base(slot), size);
    twice.reallocationBegin(base(slot), size);
    twice.reallocationEnd(base(slot), result);
    twice.reallocationEnd(base(slot), result);
    if (!refused) {
      sizes[slot] = moves ? 0 : size;
      if (moves) {
        mapping[to] = false;
        sizes[to] = size;
        check(to, -1);
      } else {
        sizes[slot] = size;
      }
    }
  }

  private void check(int slot, int step) {
    String what = "step " + step + ", slot " + slot;
    assertThat(twice.containerSize(base(slot)) + 4_095 & -4_096).as(what).isEqualTo(once.containerSize(base(slot)) + 4_095 & -4_096);
    assertThat(once.containerSize(base(slot)) == 0).as(what).isEqualTo(sizes[slot] == 0);
    assertThat(twice.isMapping(base(slot))).as(what).isEqualTo(once.isMapping(base(slot)));
    assertThat(twice.isChanging(0, Long.MAX_VALUE)).as(what).isEqualTo(once.isChanging(0, Long.MAX_VALUE)).isFalse();
    for (int i = Math.max(0, onceAll.size() - 200); i < onceAll.size(); i++) {
      assertThat(twiceAll.get(i).isClean()).as(what + ", watch " + i).isEqualTo(onceAll.get(i).isClean());
    }
  }
}
