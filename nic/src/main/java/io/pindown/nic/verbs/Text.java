package io.pindown.nic.verbs;

import java.lang.foreign.MemorySegment;

/** Static text of libibverbs. */
final class Text {
  private static final long BOUND = 1024;

  private Text() {}

  /** No known one is near the bound. */
  @SuppressWarnings("restricted")
  static String at(long pointer) {
    return pointer == 0 ? "unknown" : MemorySegment.ofAddress(pointer).reinterpret(BOUND).getString(0);
  }
}
