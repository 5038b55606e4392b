package io.pindown.agent.point;

/** A kind of change of memory that hooks cover; same order and meaning as {@code io.pindown.registry.CoverageBit}. */
public enum Change {
  ALLOCATE,
  FREE,
  REALLOCATE,
  MAP,
  UNMAP,
  TRUNCATE,
  UNLOAD,
  ARENA_CLOSE,
  DOWNCALL,
  REFLECTION,
  LIBRARY;

  /** This kind's bit in a coverage mask. */
  public long bit() {
    return 1L << ordinal();
  }

  /** The kinds in a coverage mask, for a message: {@code "FREE is"}, {@code "ALLOCATE, FREE are"}. */
  public static String names(long mask) {
    String names = "";
    for (Change change : values()) {
      if ((mask & change.bit()) != 0L) {
        names = names.isEmpty() ? change.name() : names + ", " + change.name();
      }
    }
    return names + (Long.bitCount(mask) == 1 ? " is" : " are");
  }
}
