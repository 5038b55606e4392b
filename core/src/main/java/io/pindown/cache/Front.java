package io.pindown.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The registrations of recent addresses: one place for an address, whatever was there before is overwritten. A wrong or old
 * registration in it is harmless, since a hit checks the range, the rights and the watch.
 *
 * <pre>
 * field       written by                   access            publishes
 * places      the roster's lock holder     volatile          an empty, larger array
 * places[i]   misses and index hits,       release, acquire  the registration's fields
 *             departures (to null)         CAS
 * </pre>
 */
final class Front {
  private static final int FEWEST = 1 << 12;
  private static final int FEW = 1 << 16;
  private static final int MOST = 1 << 26;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Registration[].class);

  private volatile Registration<?>[] places = new Registration<?>[FEWEST];

  private static int place(long address, int length) {
    return (int) (address * GOLDEN >>> 32) & length - 1;
  }

  /** What was last put for this address, or for another one with the same place; or null. */
  Registration<?> get(long address) {
    Registration<?>[] now = places;
    return (Registration<?>) PLACE.getAcquire(now, place(address, now.length));
  }

  void put(long address, Registration<?> registration) {
    Registration<?>[] now = places;
    PLACE.setRelease(now, place(address, now.length), registration);
  }

  /** Forgets a registration at the place of its own start, where a dead one would otherwise stay until it is overwritten. */
  void forget(Registration<?> registration) {
    Registration<?>[] now = places;
    int at = place(registration.start(), now.length);
    if (now[at] == registration) {
      PLACE.compareAndSet(now, at, registration, null);
    }
  }

  /** Makes room for so many registrations, so that most find a place of their own; one thread at a time. */
  void fit(int registrations) {
    int length = places.length;
    if (registrations > length / (length < FEW ? 4 : 2) && length < MOST) {
      places = new Registration<?>[length * 2]; // empty: hits in the index fill it again
    }
  }
}
