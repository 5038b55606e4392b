package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * A pin-down cache as real projects ship it: registrations found again by address and length, kept for good, never told that the
 * memory behind an address has become another. Fast, and wrong as soon as that happens.
 */
public final class BlindCache<R> implements Pinning<R> {
  private final Nic<R> nic;
  private final Map<Range, R> regions = new HashMap<>();

  public BlindCache(Nic<R> nic) {
    this.nic = nic;
  }

  @Override
  public R pin(MemorySegment staged) {
    return regions.computeIfAbsent(new Range(staged.address(), staged.byteSize()), missing -> nic.register(staged));
  }

  @Override
  public void unpin(R region) {
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
    regions.values().forEach(nic::deregister);
    regions.clear();
  }

  /** What the cache takes for the identity of memory. */
  private record Range(long address, long length) {
  }
}
