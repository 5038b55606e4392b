package io.pindown.bench;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A thread's own random order, the same generator as in {@code bench/native/walk.h}: xorshift64 (Marsaglia 2003). */
@State(Scope.Thread)
public class Walk {
  private long x;

  public Walk() {
    this(Thread.currentThread().getId());
  }

  Walk(long seed) {
    x = Layout.mix(seed + 1);
  }

  /** From 0 to {@code bound - 1}, scaled without a division. */
  int next(int bound) {
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    return (int) ((x >>> 32) * bound >>> 32);
  }

  /** Brings {@code count} random elements to the front: a partial Fisher-Yates shuffle. */
  void shuffle(long[] elements, int count) {
    for (int i = 0; i < count; i++) {
      int j = i + next(elements.length - i);
      long other = elements[j];
      elements[j] = elements[i];
      elements[i] = other;
    }
  }
}
