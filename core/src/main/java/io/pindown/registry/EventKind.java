package io.pindown.registry;

/** The kinds of events; the ordinal is the place of the kind's sink in what a hook class is given, so the order is fixed. */
public enum EventKind {
  /** (base, size), after the allocation. */
  ALLOCATED,
  /** (base, 0), before the free. */
  FREED,
  /** (base, new size), before. */
  REALLOCATION_BEGIN,
  /** (old base, new base), after; new base 0 if it failed. */
  REALLOCATION_END,
  /** (base, length), after the mapping. */
  MAPPED,
  /** (base, length), before the unmapping; any range, not only whole mappings. */
  UNMAPPED,
  /** (start, length), before a change after which the range stays mapped: madvise, mmap over it, mremap. */
  CHANGE_BEGIN,
  /** (start, length), after it. */
  CHANGE_END,
  /** (size, 0), before a file of unknown identity changes its size. */
  TRUNCATION_BEGIN,
  /** (size, 0), after it. */
  TRUNCATION_END,
  /** (identity, 0), when an arena is closed and its memory not yet freed; the frees follow as events of their own. */
  ARENA_CLOSED
}
