package io.pindown.cache;

import io.pindown.registrar.Access;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The registrations of recent addresses: four places next to each other for an address, its own and three beside it. When all are taken
 * by others, what was at its own is overwritten. A wrong or old registration is harmless, since a hit checks the range, the rights and
 * the watch.
 *
 * <p>Its own place is looked at first, because to look at a registration is to load it: with two places in five taken, which is the most,
 * one look in six goes further, and one in fifty finds nothing and has to ask the index; with one in five, one in ten and one in 500.
 *
 * <pre>
 * field       written by                   access            publishes
 * places      the roster's lock holder     volatile          an empty, larger array
 * places[i]   misses and index hits,       release, acquire  the registration's fields
 *             departures (to null)         CAS
 * </pre>
 */
final class Front {
  /** Of an address: those whose numbers differ from its own one's in the lowest bits, so in one cache line or two. */
  private static final int PLACES = 4;

  private static final int FEWEST = 1 << 12;
  /** Of so many places, {@link #TAKEN} are for registrations, at most. */
  private static final int OF = 5;

  private static final int TAKEN = 2;
  private static final int MOST = 1 << 26;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Registration[].class);

  private volatile Registration<?>[] places = new Registration<?>[FEWEST];

  /** Whether two addresses have the same four places in the smallest front. */
  static boolean meet(long one, long other) {
    return (place(one, FEWEST) ^ place(other, FEWEST)) < PLACES;
  }

  private static int place(long address, int length) {
    return (int) (address * GOLDEN >>> 32) & length - 1;
  }

  /** A lease on a registration that contains {@code [address, end)} and allows at least {@code access}, or null. */
  Registration<?> lease(long address, long end, int access) {
    Registration<?>[] now = places;
    int own = place(address, now.length);
    Registration<?> r = (Registration<?>) PLACE.getAcquire(now, own);
    return leases(r, address, end, access) ? r : leaseBeside(now, own, address, end, access);
  }

  private static Registration<?> leaseBeside(Registration<?>[] now, int own, long address, long end, int access) {
    for (int i = 1; i < PLACES; i++) {
      Registration<?> r = (Registration<?>) PLACE.getAcquire(now, own ^ i);
      if (leases(r, address, end, access)) {
        return r;
      }
    }
    return null;
  }

  private static boolean leases(Registration<?> r, long address, long end, int access) {
    return r != null && r.contains(address, end) && Access.covers(r.access(), access) && r.tryLease();
  }

  /** Puts a registration where {@link #lease} of this address looks: where nothing is, or a dead one, or else at the address's own place. */
  void put(long address, Registration<?> registration) {
    Registration<?>[] now = places;
    int own = place(address, now.length);
    PLACE.setRelease(now, free(now, own), registration);
  }

  private static int free(Registration<?>[] now, int own) {
    for (int i = 0; i < PLACES; i++) {
      if (now[own ^ i] == null) {
        return own ^ i;
      }
    }
    for (int i = 0; i < PLACES; i++) { // only now, since it loads what is there
      Registration<?> other = now[own ^ i];
      if (other == null || other.isRetired()) {
        return own ^ i;
      }
    }
    return own;
  }

  /** Forgets a registration at the places of its own start, where a dead one would otherwise stay until it is overwritten. */
  void forget(Registration<?> registration) {
    Registration<?>[] now = places;
    int own = place(registration.start(), now.length);
    for (int i = 0; i < PLACES; i++) {
      if (now[own ^ i] == registration) {
        PLACE.compareAndSet(now, own ^ i, registration, null);
      }
    }
  }

  /** Makes room for so many registrations, so that most find a place of their own; one thread at a time. */
  void fit(int registrations) {
    int length = places.length;
    if (registrations > length / OF * TAKEN && length < MOST) {
      places = new Registration<?>[length * 2]; // empty: hits in the index fill it again
    }
  }
}
