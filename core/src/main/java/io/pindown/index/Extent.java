package io.pindown.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * From where to where ranges of each level lie: only ever widened, until a level has none.
 *
 * <pre>
 * field      written by                    access    publishes
 * bounds[i]  the index's writers, locked   volatile  that there may be ranges; written before the first of them is in, so who is owed a
 *                                                    range finds it within
 * </pre>
 */
final class Extent {
  private static final VarHandle BOUND = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] bounds = new long[128];

  Extent() {
    for (int level = 0; level < 64; level++) {
      clear(level);
    }
  }

  void include(int level, long start, long end) {
    if (start < lowest(level)) {
      BOUND.setVolatile(bounds, level * 2, start);
    }
    if (end > highest(level)) {
      BOUND.setVolatile(bounds, level * 2 + 1, end);
    }
  }

  void clear(int level) {
    BOUND.setVolatile(bounds, level * 2, Long.MAX_VALUE);
    BOUND.setVolatile(bounds, level * 2 + 1, 0L);
  }

  long lowest(int level) {
    return (long) BOUND.getVolatile(bounds, level * 2);
  }

  /** Exclusive. */
  long highest(int level) {
    return (long) BOUND.getVolatile(bounds, level * 2 + 1);
  }
}
