package io.pindown.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of memory now. */
final class Memory {
  private static final MemoryMXBean BEAN = ManagementFactory.getMemoryMXBean();
  private static final int COLLECTIONS = 5;

  private Memory() {}

  /** Bytes of the heap that are live: the least that is in use after a few collections. */
  static long liveHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, BEAN.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /**
   * Resident bytes. With a heap of fixed size, touched at the start ({@code -Xms} as {@code -Xmx}, {@code -XX:+AlwaysPreTouch}), this
   * grows by what is outside of the heap only.
   */
  static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
