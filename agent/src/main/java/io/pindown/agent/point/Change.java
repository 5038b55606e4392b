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
}
