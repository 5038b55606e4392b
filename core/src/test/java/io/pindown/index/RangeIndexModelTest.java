package io.pindown.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against a list that is looked through from end to end. */
class RangeIndexModelTest {
  private static final class Plain extends Range {
    Plain(long start, long length) {
      super(start, length);
    }

    @Override
    public String toString() {
      return "[0x" + Long.toHexString(start()) + ", 0x" + Long.toHexString(end()) + ")";
    }
  }

  private static final class Index extends RangeIndex<Plain> {
    final List<Plain> visited = new ArrayList<>();
    Plain refused;

    List<Plain> overlapping(long from, long to) {
      visited.clear();
      sweep(from, to, 0, null);
      return visited;
    }

    List<Plain> overlappingAll(long from, long to) {
      visited.clear();
      sweepAll(from, to, 0, null);
      return visited;
    }

    Plain containing(long from, long to, Plain butNot) {
      refused = butNot;
      return find(from, to, 0, null);
    }

    @Override
    protected Object visit(Plain range, long argument, Object carried) {
      visited.add(range);
      return carried;
    }

    @Override
    protected boolean accept(Plain range, long argument, Object owner) {
      return range != refused;
    }
  }

  private final Index index = new Index();
  private final List<Plain> model = new ArrayList<>();

  private static long length(Random random) {
    return 1 + (random.nextLong() >>> 1 + random.nextInt(50) + 12 * random.nextInt(2));
  }

  private static long between(Random random, long low, long high) {
    return low + Math.floorMod(random.nextLong(), high - low);
  }

  /** Mostly in a small space, so that ranges meet; sometimes at the ends of all of it. */
  private static Plain range(Random random) {
    long length = Math.min(length(random), random.nextInt(10) == 0 ? Long.MAX_VALUE - 2 : 1 << 20);
    long space = random.nextInt(4) == 0 ? Long.MAX_VALUE - length : Math.max(2, (1 << 22) - length);
    long start = random.nextInt(50) == 0 ? Long.MAX_VALUE - length : between(random, 1, Math.max(2, space));
    return new Plain(Math.min(start, Long.MAX_VALUE - length), length);
  }

  private void compare(long from, long to) {
    List<Plain> expected = model.stream().filter(r -> r.overlaps(from, to)).toList();
    assertThat(index.overlapping(from, to)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(index.overlappingAll(from, to)).containsExactlyInAnyOrderElementsOf(expected);
    List<Plain> around = model.stream().filter(r -> r.contains(from, to)).toList();
    Plain found = index.containing(from, to, null);
    if (around.isEmpty()) {
      assertThat(found).isNull();
    } else {
      assertThat(around).contains(found);
      Plain another = index.containing(from, to, found);
      assertThat(another == null).as("whether there is another one").isEqualTo(around.size() == 1);
    }
  }

  /** Two granules of one range may have one bucket and one tag, which is so of one range in two thousand. */
  @Test
  void aRangeWhoseGranulesAreTakenForEachOtherIsMetOnce() {
    RangeTable<Plain> smallest = new RangeTable<>(16);
    int met = 0;
    for (long granule = 1; met < 50; granule++) {
      long head = Granules.spread(Granules.key(13, granule));
      long tail = Granules.spread(Granules.key(13, granule + 1));
      if (smallest.home(head) == smallest.home(tail) && Tags.of(head) == Tags.of(tail)) {
        Plain range = new Plain((granule << 13) + 1, 8_192);
        index.add(range);
        model.add(range);
        compare(range.start(), range.end());
        compare(range.start(), range.start() + 1);
        compare(range.end() - 1, range.end());
        compare(range.start() - 20_000, range.end() + 20_000);
        index.remove(range);
        model.remove(range);
        met++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101, 4711, 0x5EED})
  void agreesWithAListOverRandomOperations(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 4_000; step++) {
      int what = random.nextInt(10);
      if (what < 4) {
        Plain added = model.isEmpty() || random.nextInt(8) != 0 ? range(random) : twin(model.get(random.nextInt(model.size())));
        index.add(added);
        model.add(added);
      } else if (what < 7 && !model.isEmpty()) {
        Plain removed = model.remove(random.nextInt(model.size()));
        assertThat(index.remove(removed)).isTrue();
        assertThat(index.remove(removed)).as("a second time").isFalse();
      } else {
        Plain asked = range(random);
        compare(asked.start(), asked.end());
        if (!model.isEmpty()) {
          edges(model.get(random.nextInt(model.size())));
        }
      }
      assertThat(index.size()).isEqualTo(model.size());
    }
    Set<Plain> all = new HashSet<>();
    index.forEach(r -> assertThat(all.add(r)).isTrue());
    assertThat(all).containsExactlyInAnyOrderElementsOf(model);
  }

  private static Plain twin(Plain of) {
    return new Plain(of.start(), of.end() - of.start());
  }

  private void edges(Plain r) {
    compare(r.start(), r.end());
    compare(r.start(), r.start() + 1);
    compare(r.end() - 1, r.end());
    if (r.start() > 1) {
      compare(r.start() - 1, r.start());
    }
    if (r.end() < Long.MAX_VALUE) {
      compare(r.end(), r.end() + 1);
    }
  }

  @Test
  void everythingAndNothing() {
    assertThat(index.overlapping(0, Long.MAX_VALUE)).isEmpty();
    Plain all = new Plain(1, Long.MAX_VALUE - 1);
    Plain one = new Plain(1, 1);
    Plain last = new Plain(Long.MAX_VALUE - 1, 1);
    List.of(all, one, last).forEach(index::add);
    assertThat(index.overlapping(0, Long.MAX_VALUE)).containsExactlyInAnyOrder(all, one, last);
    assertThat(index.overlapping(2, 3)).containsExactly(all);
    assertThat(index.containing(Long.MAX_VALUE - 1, Long.MAX_VALUE, all)).isSameAs(last);
  }

  /** Readers meet a range that stays, whatever writers do around it, through growth and removal of its neighbours. */
  @Test
  void readersNeverMissWhatStays() throws InterruptedException {
    Plain stays = new Plain(5000, 100_000);
    AtomicLong met = new AtomicLong();
    class Counting extends RangeIndex<Plain> {
      @Override
      protected Object visit(Plain range, long argument, Object carried) {
        return range == stays ? Boolean.TRUE : carried;
      }

      @Override
      protected boolean accept(Plain range, long argument, Object owner) {
        return range == stays;
      }
    }
    Counting shared = new Counting();
    shared.add(stays);
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    Runnable read =
        () -> {
          while (!done.get()) {
            if (shared.sweep(104_000, 104_001, 0, null) != Boolean.TRUE || shared.find(6000, 7000, 0, null) != stays) {
              missed.incrementAndGet();
            }
            met.incrementAndGet();
          }
        };
    Thread[] readers = {new Thread(read), new Thread(read)};
    for (Thread reader : readers) {
      reader.start();
    }
    Random random = new Random(7);
    IdentityHashMap<Plain, Plain> others = new IdentityHashMap<>();
    for (int i = 0; i < 60_000; i++) {
      Plain other = new Plain(1 + random.nextInt(200_000), 1 + random.nextInt(200_000));
      shared.add(other);
      others.put(other, other);
      if (i % 3 != 0) {
        Plain victim = others.keySet().iterator().next();
        others.remove(victim);
        shared.remove(victim);
      }
      if (others.size() > 500) {
        others.keySet().forEach(shared::remove);
        others.clear();
      }
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(met.get()).isPositive();
    assertThat(missed.get()).as("of %d looks", met.get()).isZero();
  }

  /** As many registries as one likes may watch the same memory. */
  @Test
  void manyEqualRangesHangInOneGranule() {
    long straddling = (1L << 30) - 4096;
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      Plain twin = new Plain(i % 2 == 0 ? 1L << 30 : straddling, 8192);
      index.add(twin);
      model.add(twin);
      if (i % 3 == 0) {
        Plain gone = model.remove(random.nextInt(model.size()));
        assertThat(index.remove(gone)).isTrue();
        assertThat(index.remove(gone)).isFalse();
      }
    }
    assertThat(index.size()).isEqualTo(model.size());
    assertThat(index.overlapping(1L << 30, (1L << 30) + 1)).containsExactlyInAnyOrderElementsOf(model);
    assertThat(index.overlappingAll(0, Long.MAX_VALUE)).containsExactlyInAnyOrderElementsOf(model);
    List<Plain> each = new ArrayList<>();
    index.forEach(each::add);
    assertThat(each).containsExactlyInAnyOrderElementsOf(model);
    assertThat(index.containing(straddling, straddling + 1, null)).isNotNull();
    for (Plain left : List.copyOf(model)) {
      assertThat(index.remove(left)).isTrue();
    }
    assertThat(index.overlappingAll(0, Long.MAX_VALUE)).isEmpty();
    assertThat(index.containing(1L << 30, (1L << 30) + 1, null)).isNull();
  }
}
