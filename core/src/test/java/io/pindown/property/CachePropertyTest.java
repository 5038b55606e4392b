package io.pindown.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.OneUse;
import io.pindown.property.CacheModel.Region;
import io.pindown.property.SpaceModel.Container;
import io.pindown.registrar.Access;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A cache against a model that looks at everything, over random operations of one thread, with a device that now and then refuses, and
 * events while it registers. All figures of the statistics are compared all the time. See {@link PropertyRun} for how to run it longer.
 */
class CachePropertyTest {
  private static final long PAGE = SpaceModel.PAGE;
  private static final int PAGES = 96;
  private static final long AT = 0x7e40_0000_0000L;
  private static final long LONGEST = 12 * PAGE;
  private static final CacheOptions OPTIONS =
      CacheOptions.defaults("property").withMaxBytes(40 * PAGE).withMaxRegistrations(8).withWidenLimit(8 * PAGE).withMaxDeferred(3);
  private static final int[] RIGHTS = {
    Access.LOCAL_READ, Access.LOCAL_READ, Access.LOCAL_READ, Access.LOCAL_WRITE, Access.REMOTE_READ, Access.LOCAL_WRITE | Access.REMOTE_WRITE
  };
  private static final int LEASES = 10;

  private SpaceModel space;
  private SpaceOperations events;
  private CacheModel model;
  private Dice dice;
  private long[] addresses;

  static LongStream seeds() {
    return PropertyRun.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    long begun = System.nanoTime();
    dice = new Dice(seed);
    addresses = FrontPlaces.apart(AT, PAGES / 2, 2 * PAGE, dice);
    space = new SpaceModel((from, to, which) -> model.hit(from, to, which));
    events = new SpaceOperations(space, dice, List.of(new long[] {AT, AT + PAGES * PAGE}), LONGEST);
    model = new CacheModel(space, OPTIONS, dice, this::meanwhile);
    int operations = PropertyRun.operations(10_000_000);
    for (int i = 0; i < operations; i++) {
      try {
        one();
        model.check(i % 4 == 0);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", operation " + i + ", last event " + space.last() + ": " + e.getMessage(), e);
      }
    }
    end();
    PropertyRun.report("cache", seed, operations, System.nanoTime() - begun, model.cache.statistics().toString());
    everyFigureMoved(model.cache.statistics());
  }

  private void one() {
    switch (dice.below(32)) {
      case 0 -> events.one();
      case 1, 2 -> calm();
      case 3 -> cacheWide();
      case 4, 5, 6, 7, 8, 9, 10, 11, 12 -> release();
      default -> acquire();
    }
  }

  /** Keeps much of the memory in known containers and at rest, or nothing would ever be found. */
  private void calm() {
    if (space.windows.isEmpty() || dice.oneIn(2)) {
      events.begin();
    } else {
      events.endOne();
    }
  }

  private void meanwhile(long address) {
    if (dice.oneIn(3) || space.windowAt(SpaceModel.pageDown(address))) {
      events.one();
    } else {
      space.changeBegin(address, 1);
      space.changeEnd(space.windows.get(space.windows.size() - 1));
    }
  }

  private void acquire() {
    if (model.leases.size() >= LEASES) {
      release();
    }
    long address = dice.oneIn(2) ? dice.of(addresses) : addresses[dice.below(4)];
    Container c = space.around(address, address + 1);
    if (c == null && !dice.oneIn(8)) {
      return;
    }
    long length = c == null || dice.oneIn(4) ? dice.size(LONGEST) : dice.size(c.end() - address);
    model.acquire(address, length, RIGHTS[dice.below(RIGHTS.length)]);
    if (dice.oneIn(100)) {
      refused(address);
    }
  }

  /** What cannot be is refused, and counted nowhere. */
  private void refused(long address) {
    long[] call =
        switch (dice.below(5)) {
          case 0 -> new long[] {address, 0, 0};
          case 1 -> new long[] {address, -dice.size(SpaceModel.TOP), 0};
          case 2 -> new long[] {1 - dice.size(SpaceModel.TOP), 1, 0};
          case 3 -> new long[] {address, SpaceModel.TOP - address + 1, 0};
          default -> new long[] {address, 1, 1 << 4 + dice.below(28)};
        };
    try {
      model.cache.acquire(call[0], call[1], (int) call[2]);
    } catch (IllegalArgumentException e) {
      return;
    }
    throw new AssertionError("not refused: " + java.util.Arrays.toString(call));
  }

  private void release() {
    if (!model.leases.isEmpty()) {
      Lease<Region> lease = dice.of(model.leases);
      if (!model.release(lease) && dice.oneIn(50)) {
        model.releaseAgain(lease);
      }
    }
  }

  private void cacheWide() {
    switch (dice.below(6)) {
      case 0 -> model.flush();
      case 1, 2 -> model.reapNow();
      default -> {
        long from = dice.between(AT, AT + PAGES * PAGE - 1);
        model.invalidate(from, dice.size(20 * PAGE));
      }
    }
  }

  private void end() {
    while (model.leases.size() > 2) {
      release();
    }
    model.close();
    model.check(true);
    while (!model.leases.isEmpty()) {
      model.release(model.leases.get(0));
      model.check(true);
    }
    assertThat(model.cache.statistics().pinnedBytes()).isZero();
    assertThat(space.real.watches()).isZero();
  }

  /** Or something was never tested. */
  private static void everyFigureMoved(CacheStatistics s) {
    assertThat(s.frontHits()).isPositive();
    assertThat(s.indexHits()).isPositive();
    assertThat(s.invalidations()).isPositive();
    assertThat(s.inUseInvalidations()).isPositive();
    assertThat(s.withdrawn()).isPositive();
    assertThat(s.evictions()).isPositive();
    assertThat(s.flushed()).isPositive();
    assertThat(s.failedRegistrations()).isPositive();
    assertThat(s.failedDeregistrations()).isPositive();
    assertThat(s.oneUse())
        .hasEntrySatisfying(OneUse.LIMIT, n -> assertThat(n).isPositive())
        .hasEntrySatisfying(OneUse.INVALIDATED, n -> assertThat(n).isPositive())
        .hasEntrySatisfying(OneUse.PRESSURE, n -> assertThat(n).isPositive());
  }
}
