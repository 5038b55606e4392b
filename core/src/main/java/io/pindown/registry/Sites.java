package io.pindown.registry;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where watches were hit, of the last few thousand: beside them and not in them, since hardly anybody asks. A later hit of another watch may
 * take a place, so what is said here is there mostly. Thread-safe.
 *
 * <p>The places keep what was hit from being collected, a watch and a stack trace each, as long as the address space lives.
 *
 * <pre>
 * field      written by                 access            publishes
 * places     record, once, under this   volatile          an array of places; before recording is set
 * recorders  record, under this         volatile          that there are places; how many want them
 * places[i]  events, arm                volatile, CAS     a watch with its site
 * </pre>
 */
final class Sites {
  private static final int PLACES = 4096;
  private static final int GOLDEN = 0x9E3779B9;

  private volatile AtomicReferenceArray<Site> places;
  private volatile int recorders;

  private record Site(Watch watch, Throwable where) {}

  /** One more wants {@link #hit} to record, or one less does; what was recorded stays. */
  synchronized void record(boolean record) {
    if (places == null && record) {
      AtomicReferenceArray<Site> made = new AtomicReferenceArray<>(PLACES);
      made.set(0, new Site(null, null)); // loads the class, which an event may not
      places = made;
    }
    recorders = Math.max(0, recorders + (record ? 1 : -1));
  }

  private static int place(Watch watch) {
    return System.identityHashCode(watch) * GOLDEN >>> 20;
  }

  /** Called by the event that hits a watch first. Allocates, if it records, and locks nothing. */
  void hit(Watch watch) {
    if (recorders != 0) {
      places.set(place(watch), new Site(watch, new Throwable("memory of " + Thread.currentThread().getName())));
    }
  }

  /** Null if nothing was recorded, or another watch has taken the place. */
  Throwable of(Watch watch) {
    Site site = siteOf(watch);
    return site == null ? null : site.where;
  }

  void forget(Watch watch) {
    Site site = siteOf(watch);
    if (site != null) {
      places.compareAndSet(place(watch), site, null);
    }
  }

  private Site siteOf(Watch watch) {
    AtomicReferenceArray<Site> now = places;
    Site site = now == null ? null : now.get(place(watch));
    return site == null || site.watch != watch ? null : site;
  }
}
