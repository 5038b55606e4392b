package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

class HookLinkTest {
  private static final long AT = 0x7f90_0000_0000L;
  private static final long PAGE = 4096;
  private static final long ALL = (1L << CoverageBit.values().length) - 1;

  @Test
  void thisJvmHasNoHooks() {
    assertThat(HookLink.find()).isSameAs(HookLink.NONE);
    AddressSpace process = AddressSpace.process();
    assertThat(process).isSameAs(AddressSpace.process());
    assertThat(process.hooked()).isFalse();
    assertThat(process.linkHooks()).isFalse();
    assertThat(process.coverage()).isEqualTo(Coverage.NONE);
    assertThat(process.covers(false) || process.covers(true)).isFalse();
  }

  @Test
  void eachSinkIsItsKindOfEvent() {
    AddressSpace space = StandInHooks.proving(ALL, ALL);
    assertThat(StandInHooks.sinks).hasSize(EventKind.values().length);
    long[][] events = {
      {AT, PAGE}, {AT, 0}, {AT, PAGE}, {AT, AT}, {AT, PAGE}, {AT, PAGE}, {AT, PAGE}, {AT, PAGE}, {1, 0}, {1, 0}, {77, 0}
    };
    for (EventKind kind : EventKind.values()) {
      long[] before = counts(space);
      if (kind == EventKind.FREED) {
        assertThat(space.liveContainers()).isEqualTo(1);
      }
      StandInHooks.sinks[kind.ordinal()].applyAsLong(events[kind.ordinal()][0], events[kind.ordinal()][1]);
      before[kind.ordinal()]++;
      assertThat(counts(space)).as(kind.name()).isEqualTo(before);
    }
    assertThat(space.liveContainers()).isZero();
    assertThat(space.isChanging(1, Long.MAX_VALUE)).isFalse();
  }

  private static long[] counts(AddressSpace space) {
    long[] counts = new long[EventKind.values().length];
    for (EventKind kind : EventKind.values()) {
      counts[kind.ordinal()] = space.eventCount(kind);
    }
    return counts;
  }

  @Test
  void aLossInTheHooksMakesEverythingDirty() {
    AddressSpace space = StandInHooks.proving(ALL, ALL);
    space.allocated(AT, PAGE);
    WatchRegistry registry = space.newRegistry("hooks");
    Watch watch = registry.watch(AT, PAGE, 1);
    assertThat(watch.isClean()).isTrue();
    StandInHooks.lost[0]++;
    assertThat(watch.isClean()).isFalse();
    assertThat(registry.generation()).isPositive();
    assertThat(registry.drain(new long[2])).isEqualTo(1);
    assertThat(space.liveContainers()).isZero();
    registry.rearm(watch);
    assertThat(watch.isClean()).isTrue();
  }

  @Test
  void linkingMakesDirtyWhatWasArmedBlind() {
    AddressSpace space = AddressSpace.hookable();
    WatchRegistry registry = space.newRegistry("early");
    Watch blind = registry.watch(AT, PAGE, 1);
    assertThat(space.hooked()).isFalse();
    space.linked(new HookLink(StandInHooks.class));
    assertThat(space.hooked()).isTrue();
    assertThat(blind.isClean()).isFalse();
    assertThat(registry.generation()).isPositive();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
  }

  @Test
  void linkingMakesDirtyWhatIsArmedBeforeTheFirstEventComesIn() {
    AddressSpace space = AddressSpace.hookable();
    WatchRegistry registry = space.newRegistry("early");
    Watch[] blind = new Watch[1];
    ProcessSpace.link(
        space,
        new HookSource() {
          private final long[] lost = new long[1];

          @Override
          public long[] lost() {
            return lost;
          }

          @Override
          public void subscribe(LongBinaryOperator[] sinks) {
            blind[0] = registry.watch(AT, PAGE, 1); // as another thread may; and until this returns, no event comes in
          }

          @Override
          public Coverage coverage() {
            return Coverage.COMPLETE;
          }

          @Override
          public void prove() {}
        });
    assertThat(space.hooked()).isTrue();
    assertThat(blind[0].isClean()).isFalse();
    assertThat(registry.drain(new long[1])).isEqualTo(1);
  }

  @Test
  void whatIsNotProvenIsNotCoveredUntilItIsProven() {
    long blocks = CoverageBit.ALLOCATE.mask() | CoverageBit.FREE.mask() | CoverageBit.REALLOCATE.mask() | CoverageBit.DOWNCALL.mask();
    AddressSpace space = StandInHooks.proving(ALL, blocks);
    assertThat(space.covers(false)).isTrue();
    assertThat(space.covers(true)).isFalse();
    assertThat(space.coverage().gaps())
        .containsExactly(CoverageBit.MAP, CoverageBit.UNMAP, CoverageBit.TRUNCATE, CoverageBit.UNLOAD, CoverageBit.ARENA_CLOSE,
            CoverageBit.REFLECTION, CoverageBit.LIBRARY);
    StandInHooks.prove = () -> StandInHooks.proven = ALL;
    assertThat(space.covers(true)).isTrue();
    assertThat(space.coverage().gaps()).isEmpty();
  }

  @Test
  void eachBitIsNeeded() {
    for (CoverageBit bit : CoverageBit.values()) {
      Coverage without = new Coverage(ALL, ALL & ~bit.mask());
      boolean covered = without.suffices(false) && without.suffices(true);
      assertThat(covered).as("without %s", bit).isEqualTo(
          bit == CoverageBit.ARENA_CLOSE || bit == CoverageBit.REFLECTION || bit == CoverageBit.LIBRARY);
      assertThat(without.gaps()).containsExactly(bit);
      Coverage absent = new Coverage(ALL & ~bit.mask(), ALL & ~bit.mask());
      assertThat(absent.suffices(false) && absent.suffices(true)).as("not there on this JDK: %s", bit).isTrue();
    }
    assertThat(Coverage.NONE.suffices(false)).isFalse();
    assertThat(new Coverage(0, 0).suffices(false)).as("no agent has said what to expect").isFalse();
  }
}
