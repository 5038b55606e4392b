package io.pindown.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The access modes that this package uses on arrays of longs, each in one method, so that a warm-up can link all of them. */
final class LongWords {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private LongWords() {}

  static long getAcquire(long[] words, int i) {
    return (long) WORD.getAcquire(words, i);
  }

  static long getVolatile(long[] words, int i) {
    return (long) WORD.getVolatile(words, i);
  }

  static void setRelease(long[] words, int i, long value) {
    WORD.setRelease(words, i, value);
  }

  static void setVolatile(long[] words, int i, long value) {
    WORD.setVolatile(words, i, value);
  }

  static boolean cas(long[] words, int i, long expected, long value) {
    return WORD.compareAndSet(words, i, expected, value);
  }

  static long getAndAdd(long[] words, int i, long delta) {
    return (long) WORD.getAndAdd(words, i, delta);
  }

  static void fullFence() {
    VarHandle.fullFence();
  }
}
