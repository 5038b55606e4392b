package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Content that tells buffers and messages apart: each 4 KiB page begins with a number made of the message's number and the
 * page's. One old page in a message changes its digest.
 */
final class Pattern {
  static final long PAGE = 4096;
  private static final long SPREADING = 0x9E3779B97F4A7C15L;

  private Pattern() {
  }

  /** Writes the message's number into all pages of the memory. */
  static void stamp(MemorySegment memory, long message) {
    for (long page = 0; page + Long.BYTES <= memory.byteSize(); page += PAGE) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, page, (message * SPREADING) ^ page);
    }
  }
}
