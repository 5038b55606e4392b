package io.pindown.agent.observe;

import io.pindown.registrar.Registrar;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Pins nothing, and counts what a device would have pinned. Thread-safe. */
final class ObservingRegistrar implements Registrar<Long> {
  private static final int PAGE_SHIFT = 12;

  private final AllocationSites sites;
  private final LongAdder registrations = new LongAdder();
  private final LongAdder pages = new LongAdder();
  private final AtomicLong pinned = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  ObservingRegistrar(AllocationSites sites) {
    this.sites = sites;
  }

  /** The handle is how many bytes. */
  @Override
  public Long register(long address, long length, int access) {
    registrations.increment();
    pages.add(length >>> PAGE_SHIFT);
    peak.accumulateAndGet(pinned.addAndGet(length), Math::max);
    sites.registered(address, length);
    return length;
  }

  @Override
  public void deregister(Long length) {
    pinned.addAndGet(-length);
  }

  @Override
  public boolean pins() {
    return false;
  }

  @Override
  public String name() {
    return "observing";
  }

  long registrations() {
    return registrations.sum();
  }

  /** Of all registrations so far. */
  long pages() {
    return pages.sum();
  }

  /** Bytes that would be pinned now. */
  long pinned() {
    return pinned.get();
  }

  /** The most that ever would have been. */
  long peak() {
    return peak.get();
  }
}
