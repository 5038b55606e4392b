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
  DOWNCALL,
  /** The natives that map and unmap files, called past the JDK's own methods: by reflection, by method handles. */
  REFLECTION,
  /** The unloading of native libraries, with the memory of their variables. */
  LIBRARY;

  public long mask() {
    return 1L << ordinal();
  }
}
