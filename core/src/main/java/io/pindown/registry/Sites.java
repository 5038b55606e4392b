package io.pindown.registry;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where watches were hit, of the last few thousand: beside them and not in them, since hardly anybody asks. A later hit of another watch may
 * take a place, so what is said here is there mostly. Thread-safe; {@link #put} locks nothing and allocates one object.
 *
 * <p>The places keep what was hit from being collected, a watch and a stack trace each, as long as the address space lives.
 */
final class Sites {
  private static final int PLACES = 4096;
  private static final int GOLDEN = 0x9E3779B9;

  private final AtomicReferenceArray<Site> places = new AtomicReferenceArray<>(PLACES);

  private record Site(Watch watch, Throwable where) {}

  Sites() {
    places.set(0, new Site(null, null)); // loads the class, which an event may not
  }

  private static int place(Watch watch) {
    return System.identityHashCode(watch) * GOLDEN >>> 20;
  }

  void put(Watch watch, Throwable where) {
    places.set(place(watch), new Site(watch, where));
  }

  Throwable of(Watch watch) {
    Site site = places.get(place(watch));
    return site == null || site.watch != watch ? null : site.where;
  }

  void forget(Watch watch) {
    Site site = places.get(place(watch));
    if (site != null && site.watch == watch) {
      places.compareAndSet(place(watch), site, null);
    }
  }
}
