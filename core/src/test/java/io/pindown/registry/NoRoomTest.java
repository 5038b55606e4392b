package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A block that found no room in the tables, where something lay whose end nobody saw: its own end is seen all the same. */
class NoRoomTest {
  private static final long STALE = 1L << 40;
  private static final long BLOCK = STALE + (1 << 16);
  private static final long SIZE = 8_192;

  private final AddressSpace space = AddressSpace.scarce();
  private final WatchRegistry registry = space.newRegistry("no-room");

  private void fill() {
    for (int i = 1; space.droppedContainers() == 0; i++) {
      space.allocated(2 * STALE + i * SIZE, SIZE);
    }
  }

  @Test
  void theEndOfABlockWithoutRoomInWhatIsThoughtToBeThereStill() {
    space.allocated(STALE, 1 << 20);
    fill();
    long dropped = space.droppedContainers();
    space.allocated(BLOCK, SIZE);
    assertThat(space.droppedContainers()).as("the block itself found none").isGreaterThan(dropped);
    Watch watch = registry.watch(BLOCK, SIZE, 1);
    Watch deep = registry.watch(BLOCK + 6_000, 1_000, 2);
    Watch beside = registry.watch(STALE, SIZE, 3);
    assertThat(List.of(watch, deep, beside)).as("so that no cache relies on the end of what they lie in").allMatch(each -> each.isClean() && !each.isContained());
    space.freed(BLOCK);
    assertThat(watch.isClean()).isFalse();
    assertThat(beside.isClean()).isTrue();
  }

  @Test
  void withRoom() {
    space.allocated(STALE, 1 << 20);
    space.allocated(BLOCK, SIZE);
    Watch watch = registry.watch(BLOCK, SIZE, 1);
    space.freed(BLOCK);
    assertThat(watch.isClean()).isFalse();
  }
}
