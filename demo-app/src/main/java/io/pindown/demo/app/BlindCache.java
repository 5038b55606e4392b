package io.pindown.demo.app;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * A pin-down cache as real projects ship it: registrations found again by address and length, kept for good, never told that the
 * memory behind an address has become another. Fast, and wrong as soon as that happens.
 */
public final class BlindCache implements Pinning {
  private final Ring ring;
  private final Map<Range, Region> regions = new HashMap<>();

  public BlindCache(Ring ring) {
    this.ring = ring;
  }

  @Override
  public Region pin(MemorySegment staged) {
    return regions.computeIfAbsent(new Range(staged.address(), staged.byteSize()), missing -> ring.register(staged));
  }

  @Override
  public void unpin(Region region) {
    // Stays pinned, to be found again.
  }

  @Override
  public long registered() {
    return regions.size();
  }

  @Override
  public long closed() {
    return 0;
  }

  @Override
  public void close() {
    regions.values().forEach(Region::close);
    regions.clear();
  }

  /** What the cache takes for the identity of memory. */
  private record Range(long address, long length) {
  }
}
