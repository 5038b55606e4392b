package io.pindown.registry;

/** What kinds of events hooks can be proven to see; the ordinal is the bit in a coverage mask, so the order is fixed. */
public enum CoverageBit {
  ALLOCATE,
  FREE,
  REALLOCATE,
  MAP,
  UNMAP,
  TRUNCATE,
  UNLOAD,
  ARENA_CLOSE,
  DOWNCALL;

  public long mask() {
    return 1L << ordinal();
  }
}
