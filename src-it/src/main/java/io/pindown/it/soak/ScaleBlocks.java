package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.util.SplittableRandom;

/**
 * Many small blocks, each a container, of which single ones are replaced. Each is allocated when it is begun, so that the registry can
 * make room as it does while watches are armed. Used by one thread.
 */
final class ScaleBlocks implements AutoCloseable {
  /** Bytes that each has at least, just above what is recorded as a container: what is behind them may become another block's. */
  static final int LEAST = 4_200;
  private static final int SPREAD = 2_000;

  private final long[] bases;
  private final int[] sizes;
  private final SplittableRandom random;

  ScaleBlocks(int count, long seed) {
    bases = new long[count];
    sizes = new int[count];
    random = new SplittableRandom(seed);
  }

  void begin(int i) {
    sizes[i] = LEAST + random.nextInt(SPREAD);
    bases[i] = OffHeap.allocate(sizes[i]);
  }

  int count() {
    return bases.length;
  }

  long address(int i) {
    return bases[i];
  }

  int any() {
    return random.nextInt(bases.length);
  }

  /** Frees one and allocates another. */
  void replace(int i) {
    OffHeap.free(bases[i]);
    begin(i);
  }

  /** Makes one shorter where it is: two events, one change. False if it is short already, and nothing has happened. */
  boolean shorten(int i) {
    if (sizes[i] - 64 < LEAST) {
      return false;
    }
    sizes[i] -= 64;
    long base = OffHeap.reallocate(bases[i], sizes[i]);
    if (base != bases[i]) {
      throw new IllegalStateException("a block was moved to be made 64 bytes shorter");
    }
    return true;
  }

  @Override
  public void close() {
    for (long base : bases) {
      if (base != 0) {
        OffHeap.free(base);
      }
    }
  }
}
