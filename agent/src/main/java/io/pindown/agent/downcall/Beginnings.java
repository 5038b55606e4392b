package io.pindown.agent.downcall;

import io.pindown.agent.hook.Inside;

/**
 * Tells the hooks of memory that native functions have given out. Where handles could be linked before the agent came, those are not wrapped, and one
 * of them may end the memory: then it is not made known, and whatever was known at its address is told to be gone. Thread-safe.
 */
final class Beginnings {
  /** Blocks from this many bytes on are made known. */
  private static final long KNOWN = 4096L;

  private final Inside hooks;
  private volatile boolean endsSeen;

  /** @param endsSeen whether every handle of this JVM has been wrapped */
  Beginnings(Inside hooks, boolean endsSeen) {
    this.hooks = hooks;
    this.endsSeen = endsSeen;
  }

  /** From now on handles may be that are not wrapped. */
  void endsUnseen() {
    endsSeen = false;
  }

  void block(long base, long size) {
    if (endsSeen || size >= 0L && size < KNOWN) {
      hooks.allocated(base, size);
    } else {
      hooks.freed(base);
    }
  }

  /** A block has another size, there or elsewhere; {@code result} 0 if not. */
  void blockAgain(long base, long result) {
    hooks.reallocationEnd(base, result);
    if (!endsSeen && result != 0L) {
      hooks.freed(result);
    }
  }

  void mapping(long base, long length) {
    if (endsSeen) {
      hooks.mapped(base, length);
    } else {
      hooks.unmapped(base, length);
    }
  }
}
