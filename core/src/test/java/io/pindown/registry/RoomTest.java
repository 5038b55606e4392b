package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Room for containers where nobody arms watches, as with another library's cache only. */
class RoomTest {
  private static final long AT = 0x7e30_0000_0000L;
  private static final long STEP = 1L << 16;
  private static final int BLOCKS = 100_000; // some times the first tables' places
  private static final int BETWEEN_LOOKS = 500;

  private final AddressSpace space = AddressSpace.detached();
  private long everything;

  private void allocate(boolean roomIsMade) {
    space.tellEndings((start, length) -> {
      everything += length == Long.MAX_VALUE ? 1 : 0;
      return 0;
    });
    for (int i = 0; i < BLOCKS; i++) {
      space.allocated(AT + i * STEP, 8_192);
      if (roomIsMade && i % BETWEEN_LOOKS == 0) {
        space.makeRoom();
      }
    }
  }

  @Test
  void whereItIsMadeEachEndIsToldAsItself() {
    allocate(true);
    assertThat(space.droppedContainers()).isZero();
    assertThat(space.liveContainers()).isEqualTo(BLOCKS);
    space.freed(AT - STEP + 16); // a small one
    space.freed(AT);
    assertThat(everything).as("told as the end of all memory").isZero();
  }

  /** So that the other can fail; and what has no room is not passed over. */
  @Test
  void whereItIsNotEverySmallEndIsOneOfAllMemory() {
    allocate(false);
    assertThat(space.droppedContainers()).isPositive();
    space.freed(AT - STEP + 16);
    assertThat(everything).isEqualTo(1);
  }
}
