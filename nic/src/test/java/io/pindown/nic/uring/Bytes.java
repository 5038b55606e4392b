package io.pindown.nic.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Memory with bytes that no other part of it, and no other seed, has. */
final class Bytes {
  private Bytes() {}

  static MemorySegment random(Arena arena, long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment segment = arena.allocate(size, Pages.PAGE);
    long i = 0;
    for (; i + Long.BYTES <= size; i += Long.BYTES) {
      segment.set(ValueLayout.JAVA_LONG, i, random.nextLong());
    }
    for (; i < size; i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
    }
    return segment;
  }
}
