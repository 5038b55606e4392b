package io.pindown.cache;

/** What becomes of a registration when the block that it is of is freed. */
public enum OnFree {
  /** It is invalid from then on. */
  INVALIDATE,
  /**
   * It stays registered, and serves the block that the allocator puts there next, if the kernel has reported no change of the pages: an
   * allocator that gives out memory again leaves it mapped as it is. For rights of local access only, since a peer may hold a remote key
   * for the freed block; and only where the kernel is listened to ({@link io.pindown.registry.AddressSpace#listenTo}), otherwise as {@link
   * #INVALIDATE}.
   */
  KEEP
}
