package io.pindown.it.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** How much of the heap is in use after collections. */
final class HeapUse {
  private static final int COLLECTIONS = 4;

  private HeapUse() {}

  /** Bytes: the least after each of a few collections, since other threads allocate a little. */
  static long now() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
