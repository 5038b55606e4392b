package io.pindown.cache;

/** Why a registration was made for one use and not kept. */
public enum OneUse {
  /** No hooks feed the registry: no change of mapping would be seen. */
  UNHOOKED,
  /** The hooks are not proven to see every way in which this kind of memory can change. */
  UNCOVERED,
  /** No known container holds the memory: native code's, older than the hooks, or a block too small to be recorded. */
  UNKNOWN_CONTAINER,
  /** The mapping of the memory was changing at that moment. */
  CHANGING,
  /** The memory changed each time while it was being registered. */
  INVALIDATED,
  /** The limits leave no room, and everything cached is in use. */
  LIMIT,
  /** The device had no room to register more than what was asked for. */
  PRESSURE
}
