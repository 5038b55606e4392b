package io.pindown.it.library;

import io.pindown.it.app.Scene;
import io.pindown.registry.AddressSpace;

/** Memory that a library has allocated twice: one to be freed under watch, one beside it that stays. */
final class LibraryBlock {
  /** Bytes of every block, a prime number. */
  static final int SIZE = 1_499_977;

  /** What frees the block at an address. */
  interface End {
    void of(long base) throws Throwable;
  }

  private LibraryBlock() {}

  /** Notes what is known of the block, watches it and the other one, ends it, and notes what the watches saw; then ends the other one. */
  static void freed(Scene scene, long base, long beside, End end) throws Throwable {
    watched(scene, base, beside);
    end.of(base);
    scene.step("freed");
    end.of(beside);
  }

  static void watched(Scene scene, long base, long beside) {
    scene.note("container", container(base));
    scene.watch("whole", base, SIZE);
    scene.watch("slice", base + 8_191, 4_099);
    scene.watch("beside", beside, SIZE);
    scene.step("allocated");
  }

  /** The size of the known container around a block of {@link #SIZE} bytes, 0 when none is known. */
  static long container(long base) {
    AddressSpace space = AddressSpace.process();
    long around = space.containerAround(base, base + SIZE);
    return around == 0 ? 0 : space.containerSize(around);
  }
}
