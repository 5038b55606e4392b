package io.pindown.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.property.SpaceModel.Container;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is known of containers and of changes in progress against a list that is looked through, over random events. See {@link PropertyRun}
 * for how to run it longer.
 */
class ContainerPropertyTest {
  private static final long PAGE = SpaceModel.PAGE;
  private static final long TOP = SpaceModel.TOP;
  private static final long MIDDLE = 0x7f70_0000_0000L;
  private static final List<long[]> ZONES =
      List.of(
          new long[] {1, 16 * PAGE},
          new long[] {MIDDLE, MIDDLE + 96 * PAGE},
          new long[] {MIDDLE, MIDDLE + 96 * PAGE},
          new long[] {TOP - 16 * PAGE, TOP});
  private static final long LONGEST = 24 * PAGE;

  private SpaceModel space;
  private SpaceOperations events;
  private Dice dice;
  private long most;

  static LongStream seeds() {
    return PropertyRun.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    long begun = System.nanoTime();
    dice = new Dice(seed);
    space = new SpaceModel((from, to, which) -> {});
    events = new SpaceOperations(space, dice, ZONES, LONGEST);
    int operations = PropertyRun.operations(1_000_000);
    for (int i = 0; i < operations; i++) {
      try {
        events.one();
        check(i);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", operation " + i + ", last event " + space.last() + ": " + e.getMessage(), e);
      }
      most = Math.max(most, space.containers.size());
    }
    PropertyRun.report("containers", seed, operations, System.nanoTime() - begun, "at most " + most + " at a time");
  }

  private void check(int i) {
    long from = events.address();
    ask(from, Math.max(from + 1, SpaceModel.upTo(from, dice.size(LONGEST))));
    if (!space.containers.isEmpty()) {
      Container c = dice.of(space.containers);
      known(c);
      edges(c);
    }
    if (!space.real.nothingLost()) {
      throw new AssertionError("an event failed");
    }
    if (i % 64 == 0) {
      space.containers.forEach(this::known);
      if (space.real.liveContainers() != space.containers.size()) {
        throw new AssertionError(space.real.liveContainers() + " containers are live, not " + space.containers.size());
      }
      assertThat(space.real.droppedContainers()).isEqualTo(space.dropped());
    }
  }

  private void known(Container c) {
    if (space.real.containerSize(c.base()) != c.size() || space.real.isMapping(c.base()) != c.mapping()) {
      throw new AssertionError(
          c + " is known as one of " + space.real.containerSize(c.base()) + " bytes, a mapping: " + space.real.isMapping(c.base()));
    }
  }

  private void edges(Container c) {
    ask(c.base(), c.end());
    ask(c.end() - 1, c.end());
    if (c.base() > 1) {
      ask(c.base() - 1, c.end());
    }
    if (c.end() < TOP) {
      ask(c.base(), c.end() + 1);
      ask(c.end(), c.end() + 1);
    }
  }

  private void ask(long from, long to) {
    Container c = space.around(from, to);
    long found = space.real.containerAround(from, to);
    if (found != (c == null ? 0 : c.base())) {
      throw new AssertionError("around [0x" + Long.toHexString(from) + ", 0x" + Long.toHexString(to) + ") is 0x" + Long.toHexString(found) + ", not " + c);
    }
    if (space.real.isChanging(from, to) != space.isChanging(from, to)) {
      throw new AssertionError(
          "[0x" + Long.toHexString(from) + ", 0x" + Long.toHexString(to) + ") is changing: " + space.real.isChanging(from, to) + ", of " + space.windows);
    }
  }
}
