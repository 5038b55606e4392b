package io.pindown.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.property.SpaceModel.Container;
import io.pindown.property.SpaceModel.Which;
import io.pindown.property.WatchesModel.Twin;
import io.pindown.registry.EventKind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two registries over one address space against models that look at everything, over random operations at the bottom, in the middle and at
 * the top of the address space. See {@link PropertyRun} for how to run it longer.
 */
class RegistryPropertyTest {
  private static final long PAGE = SpaceModel.PAGE;
  private static final long TOP = SpaceModel.TOP;
  private static final long MIDDLE = 0x7f80_0000_0000L;
  private static final List<long[]> ZONES =
      List.of(new long[] {1, 12 * PAGE}, new long[] {MIDDLE, MIDDLE + 48 * PAGE}, new long[] {TOP - 12 * PAGE, TOP});
  private static final long LONGEST = 12 * PAGE;
  private static final int WATCHES = 16;

  private SpaceModel space;
  private SpaceOperations events;
  private List<WatchesModel> registries;
  private Dice dice;
  private long hits;

  static LongStream seeds() {
    return PropertyRun.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    long begun = System.nanoTime();
    dice = new Dice(seed);
    space = new SpaceModel(this::hit);
    events = new SpaceOperations(space, dice, ZONES, LONGEST);
    registries = List.of(new WatchesModel(space), new WatchesModel(space));
    int operations = PropertyRun.operations(10_000_000);
    for (int i = 0; i < operations; i++) {
      try {
        one();
        check(i);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", operation " + i + ", last event " + space.last() + ": " + e.getMessage(), e);
      }
    }
    assertThat(space.real.droppedContainers()).as("containers that found no room").isLessThan(operations / 1000 + 1);
    PropertyRun.report("registry", seed, operations, System.nanoTime() - begun, hits + " watches hit");
  }

  private void hit(long from, long to, Which which) {
    for (WatchesModel registry : registries) {
      registry.hit(from, to, which);
    }
  }

  private void one() {
    WatchesModel registry = dice.of(registries);
    switch (dice.below(12)) {
      case 0, 1 -> watch(registry);
      case 2 -> any(registry, registry::rearm);
      case 3 -> any(registry, registry::rearm);
      case 4 -> registry.drain(1 + dice.below(dice.oneIn(4) ? 40 : 4), dice.oneIn(2) && registry.cookiesAreUnique());
      case 5 -> unwatch(registry);
      default -> events.one();
    }
    if (dice.oneIn(2_000)) {
      registry.closeAndReopen();
    }
  }

  private void any(WatchesModel registry, java.util.function.Consumer<Twin> action) {
    if (!registry.twins.isEmpty()) {
      Twin t = dice.of(registry.twins);
      if (t.status != WatchesModel.Status.REMOVED) {
        action.accept(t);
      }
    }
  }

  private void unwatch(WatchesModel registry) {
    if (!registry.twins.isEmpty()) {
      Twin t = dice.of(registry.twins);
      registry.unwatch(t);
      if (dice.oneIn(3)) {
        registry.forget(t);
      }
    }
  }

  private void watch(WatchesModel registry) {
    if (registry.twins.size() >= WATCHES) {
      Twin t = registry.twins.get(0);
      registry.unwatch(t);
      registry.forget(t);
    }
    Container c = space.containers.isEmpty() || dice.oneIn(3) ? null : dice.of(space.containers);
    long start = c == null ? events.address() : dice.between(c.base(), c.end() - 1);
    long length = dice.oneIn(300) ? dice.size(TOP - start) : Math.min(dice.size(LONGEST), TOP - start);
    if (length > 0) {
      registry.watch(start, length, dice.oneIn(10));
    } else {
      refused(registry, start);
    }
    if (dice.oneIn(50)) {
      refused(registry, events.address());
    }
  }

  /** Ranges that cannot be are refused and leave nothing. */
  private void refused(WatchesModel registry, long start) {
    long[] range =
        switch (dice.below(4)) {
          case 0 -> new long[] {start, 0};
          case 1 -> new long[] {start, -dice.size(TOP)};
          case 2 -> new long[] {-dice.size(TOP) + 1, dice.size(LONGEST)};
          default -> new long[] {start, TOP - start + 1};
        };
    try {
      registry.registry().watch(range[0], range[1], 0);
      throw new AssertionError("a watch of " + range[1] + " bytes at " + range[0] + " was not refused");
    } catch (IllegalArgumentException e) {
      // as it should be
    }
  }

  private void check(int i) {
    registries.forEach(WatchesModel::check);
    int in = registries.get(0).registry().size() + registries.get(1).registry().size();
    if (space.real.watches() != in) {
      throw new AssertionError(space.real.watches() + " watches in the index, " + in + " in the registries");
    }
    if (!space.real.nothingLost()) {
      throw new AssertionError("an event failed");
    }
    if (i % 1_000 == 0) {
      for (EventKind kind : EventKind.values()) {
        assertThat(space.real.eventCount(kind)).as(kind.name()).isEqualTo(space.counted(kind));
      }
      hits = registries.stream().flatMap(r -> r.twins.stream()).mapToLong(t -> t.hits).sum();
    }
  }
}
