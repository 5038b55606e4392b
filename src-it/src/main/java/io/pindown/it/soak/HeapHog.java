package io.pindown.it.soak;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Takes all of the heap, in ever smaller pieces, holds it for a while, and lets go. For one thread. */
final class HeapHog {
  private static final int LARGEST = 1 << 20;
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Object[] held;
  private int filled;

  /** @param felt whether the others have felt it; asked until then, or for {@value #LONGEST_NANOS} ns; must allocate nothing */
  void fillAndLetGo(BooleanSupplier felt) {
    for (int size = LARGEST; size > 2; size >>= 4) {
      try {
        while (true) {
          Object[] piece = new Object[size];
          piece[0] = held; // the piece before
          held = piece;
        }
      } catch (OutOfMemoryError e) {
        // smaller ones, perhaps
      }
    }
    filled++;
    for (long since = System.nanoTime(); System.nanoTime() - since < LONGEST_NANOS && !felt.getAsBoolean(); ) {
      Thread.onSpinWait();
    }
    held = null;
  }

  int filled() {
    return filled;
  }
}
