package io.pindown.registry;

/** What came of looking for the container of memory that was there before the hooks. */
public enum Adoption {
  /** It is known from now on. */
  ADOPTED,
  /** Nothing is known of the memory but its address, or the object says nothing of it. */
  UNKNOWN,
  /** It is part of a block below {@link AddressSpace#TRACKED} bytes, which are not recorded. */
  TOO_SMALL,
  /** A buffer that nothing frees when it is collected: native code made it, or a library over a block of its own. */
  NO_CLEANER,
  /** A segment that its arena did not allocate: of a native address, or of the arena that is never closed. */
  FOREIGN,
  /** A segment of an arena that is confined to another thread, which may be closing it. */
  CONFINED,
  /** Its owner has been cleaned or closed. */
  ENDED
}
