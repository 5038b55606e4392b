package io.pindown.agent.adopt;

import io.pindown.registry.AddressSpace;

/**
 * What one free or one unmapping will end.
 *
 * @param base the address that it will name; 0 if it has been done already
 * @param size bytes
 * @param mapping whether it will be unmapped, not freed
 */
record Extent(long base, long size, boolean mapping) {
  boolean contains(long start, long end) {
    return base != 0 && base <= start && end <= base + size;
  }

  /** Whether it is a block that the hooks would not have recorded, rounded up to words of the heap as Unsafe does. */
  boolean isTooSmall() {
    return !mapping && (size + 7 & -8) < AddressSpace.TRACKED;
  }
}
