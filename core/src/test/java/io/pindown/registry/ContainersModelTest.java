package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers against a sorted map that is looked through. */
class ContainersModelTest {
  private static final long PAGE = 4096;
  private static final int PAGES = 256;
  private static final long AT = 0x7f70_0000_0000L;

  private final Containers containers = new Containers(256, new Narrowing());
  private final TreeMap<Long, Long> model = new TreeMap<>();

  private boolean free(long start, long end) {
    Map.Entry<Long, Long> before = model.lowerEntry(end);
    return before == null || before.getKey() + Containers.size(before.getValue()) <= start;
  }

  private void carveModel(long start, long end) {
    for (Map.Entry<Long, Long> e : List.copyOf(new TreeMap<>(model).entrySet())) {
      long base = e.getKey();
      long limit = base + Containers.size(e.getValue());
      long kind = e.getValue() & Containers.MAPPING;
      if (base < end && start < limit) {
        model.remove(base);
        if (base < start) {
          model.put(base, start - base | kind);
        }
        if (end < limit) {
          model.put(end, limit - end | kind);
        }
      }
    }
  }

  private void compare(long start, long end) {
    Map.Entry<Long, Long> at = model.floorEntry(start);
    boolean inside = at != null && end <= at.getKey() + Containers.size(at.getValue());
    assertThat(containers.around(start, end)).isEqualTo(inside ? at.getKey() : 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 20260102})
  void agreesWithASortedMap(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 10_000; step++) {
      long page = random.nextInt(PAGES);
      long start = AT + page * PAGE + (random.nextInt(3) == 0 ? random.nextInt(4000) : 0);
      long size = 1 + (random.nextInt(3) == 0 ? random.nextInt(8000) : PAGE * random.nextInt(16) + PAGE - 1);
      long kind = random.nextBoolean() ? Containers.MAPPING : 0;
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          if (free(start, start + size)) {
            assertThat(containers.add(start, size, kind)).isTrue();
            model.put(start, size | kind);
          }
        }
        case 2 -> {
          Long base = model.isEmpty() ? null : model.ceilingKey(start);
          long removed = containers.remove(base == null ? start : base);
          assertThat(removed).isEqualTo(base == null ? model.getOrDefault(start, 0L) : model.get(base));
          model.remove(base == null ? start : base);
        }
        case 3 -> {
          long length = random.nextInt(20) == 0 ? 1L << 40 : PAGE * (1 + random.nextInt(24));
          containers.carve(start & -PAGE, (start & -PAGE) + length);
          carveModel(start & -PAGE, (start & -PAGE) + length);
        }
        default -> compare(start, start + 1 + random.nextInt(10_000));
      }
      assertThat(containers.live()).isEqualTo(model.size());
    }
    model.forEach(
        (base, value) -> {
          assertThat(containers.get(base)).isEqualTo(value);
          compare(base, base + Containers.size(value));
          compare(base, base + Containers.size(value) + 1);
          compare(base + Containers.size(value) - 1, base + Containers.size(value));
        });
    assertThat(containers.dropped()).isZero();
    containers.forgetAll();
    assertThat(containers.live()).isZero();
  }

  @Test
  void whatFindsNoRoomIsUnknownCountedAndLeavesNothing() {
    Containers small = new Containers(1, new Narrowing());
    List<Long> known = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long base = AT + i * 64 * PAGE;
      if (small.add(base, 3 * PAGE, 0)) {
        known.add(base);
      } else {
        assertThat(small.get(base)).isZero();
        assertThat(small.around(base, base + 1)).isZero();
      }
    }
    assertThat(known).isNotEmpty();
    assertThat(small.dropped()).isEqualTo(10 - known.size()).isPositive();
    assertThat(small.live()).isEqualTo(known.size());
    known.forEach(small::remove);
    for (int round = 0; round < 100; round++) {
      known.forEach(base -> assertThat(small.add(base, 3 * PAGE, 0)).isTrue());
      known.forEach(base -> assertThat(small.remove(base)).isEqualTo(3 * PAGE));
    }
  }

  @Test
  void growsAheadOfNeed() {
    Containers growing = new Containers(1, new Narrowing());
    for (int i = 0; i < 100_000; i++) {
      growing.growIfCrowded();
      assertThat(growing.add(AT + i * 4 * PAGE, 2 * PAGE, 0)).as("container %d", i).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(growing.around(AT + i * 4 * PAGE + PAGE, AT + i * 4 * PAGE + 2 * PAGE)).isEqualTo(AT + i * 4 * PAGE);
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(growing.remove(AT + i * 4 * PAGE)).isEqualTo(2 * PAGE);
    }
    assertThat(growing.live()).isZero();
  }
}
