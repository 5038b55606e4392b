package io.pindown.cache;

/** Why a registration was made for one use and not kept. */
public enum OneUse {
  /** No hooks feed the registry: no change of mapping would be seen. */
  UNHOOKED,
  /** The hooks are not proven to see every way in which this kind of memory can change. */
  UNCOVERED,
  /**
   * No known container holds the memory, and nothing is known of it but the address: native code's, a block older than the hooks, or one
   * too small to be recorded.
   */
  UNKNOWN_CONTAINER,
  /** The mapping of the memory was changing at that moment. */
  CHANGING,
  /** The memory changed each time while it was being registered. */
  INVALIDATED,
  /** The limits leave no room, and everything cached is in use. */
  LIMIT,
  /** The device had no room to register more than what was asked for. */
  PRESSURE,
  /** The buffer or segment is part of a block below 4 KiB, which is not recorded. */
  TOO_SMALL,
  /** The buffer has no cleaner: native code, or a library, made it over memory whose extent only they know. */
  NO_CLEANER,
  /** The segment is not of its arena's own memory: of a native address, or of the arena that is never closed. */
  FOREIGN,
  /** The segment is older than the hooks, and its arena is confined to another thread, which may be closing it. */
  CONFINED,
  /** The buffer was cleaned already, or the arena closed: a fault of the application. */
  ENDED;

  /** Whether changes of such memory could go unseen; the others are about that moment, or about room. */
  boolean isGap() {
    return switch (this) {
      case UNHOOKED, UNCOVERED, UNKNOWN_CONTAINER, TOO_SMALL, NO_CLEANER, FOREIGN, CONFINED -> true;
      case CHANGING, INVALIDATED, LIMIT, PRESSURE, ENDED -> false;
    };
  }
}
