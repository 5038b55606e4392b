package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrainDueTest {
  private static final long PAGE = 4096;
  private static final long AT = 0x7f60_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("due");
  private final Watch watch = registry.watch(AT, PAGE, 1);
  private final long[] cookies = new long[1];

  @Test
  void fromTheEventToTheDrainThatReportsIt() {
    assertThat(registry.isDrainDue()).isFalse();
    space.unmapped(AT, PAGE);
    assertThat(registry.isDrainDue()).isTrue();
    assertThat(registry.isDrainDue()).as("asking ends nothing").isTrue();
    assertThat(registry.drain(cookies)).isEqualTo(1);
    assertThat(registry.isDrainDue()).isFalse();
  }

  @Test
  void aDrainThatLeavesSomethingLeavesItDue() {
    registry.watch(AT, PAGE, 2);
    space.unmapped(AT, PAGE);
    assertThat(registry.drain(cookies)).isEqualTo(1);
    assertThat(registry.isDrainDue()).isTrue();
    assertThat(registry.drain(cookies)).isEqualTo(1);
    assertThat(registry.isDrainDue()).isFalse();
  }

  @Test
  void hitsOfAReportedWatchAreNotDue() {
    space.unmapped(AT, PAGE);
    registry.drain(cookies);
    long generation = registry.generation();
    space.unmapped(AT, PAGE);
    assertThat(registry.generation()).isGreaterThan(generation);
    assertThat(registry.isDrainDue()).isFalse();
    registry.rearm(watch);
    assertThat(registry.isDrainDue()).isFalse();
    space.unmapped(AT, PAGE);
    assertThat(registry.isDrainDue()).isTrue();
  }

  @Test
  void aWatchThatWasTakenOutIsDueUntilOneDrainAtMost() {
    space.unmapped(AT, PAGE);
    registry.unwatch(watch);
    assertThat(registry.drain(cookies)).isZero();
    assertThat(registry.isDrainDue()).isFalse();
  }

  @Test
  void aLostEventIsDue() {
    space.loseOne();
    assertThat(registry.isDrainDue()).isTrue();
    assertThat(registry.drain(cookies)).isEqualTo(1);
    assertThat(registry.isDrainDue()).isFalse();
  }
}
