package io.pindown.cache;

import io.pindown.registrar.Access;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The registrations of recent addresses: one place for an address, whatever was there before is overwritten. A wrong or old
 * registration in it is harmless, since a hit checks the range, the rights and the watch.
 *
 * <p>Each place is written with release and read with acquire, which publishes the registration's fields.
 */
final class Front<H> {
  private final AtomicReferenceArray<Registration<H>> recent;

  /**
   * @param places a power of two
   */
  Front(int places) {
    recent = new AtomicReferenceArray<>(places);
  }

  private int place(long address) {
    long h = address * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 40) & recent.length() - 1;
  }

  /** A lease on what was put for this address, if it fits; or null. */
  Registration<H> lease(long start, long end, int access) {
    Registration<H> r = recent.getAcquire(place(start));
    return r != null && r.contains(start, end) && Access.covers(r.access(), access) && r.tryLease() ? r : null;
  }

  void put(long start, Registration<H> registration) {
    recent.setRelease(place(start), registration);
  }

  /** Forgets a registration at the place of its own start, where a dead one would otherwise stay until it is overwritten. */
  void forget(Registration<H> registration) {
    recent.compareAndSet(place(registration.start()), registration, null);
  }
}
