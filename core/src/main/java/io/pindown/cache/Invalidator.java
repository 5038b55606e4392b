package io.pindown.cache;

import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Drains the cache's watches and retires the registrations behind them. */
final class Invalidator<H> {
  private static final int BATCH = 64;

  private final WatchRegistry registry;
  private final Roster<H> roster;
  private final Front<H> front;
  private final CacheCounters counters;
  private final CacheEvents events;
  private final String registrar;
  private final AtomicLong cookies = new AtomicLong();

  Invalidator(
      WatchRegistry registry, Roster<H> roster, Front<H> front, CacheCounters counters, CacheEvents events, String registrar) {
    this.registry = registry;
    this.roster = roster;
    this.front = front;
    this.counters = counters;
    this.events = events;
    this.registrar = registrar;
  }

  /** Watches a range with a cookie of its own. */
  Watch watch(long start, long end) {
    return registry.watch(start, end - start, cookies.incrementAndGet());
  }

  void unwatch(Watch watch) {
    registry.unwatch(watch);
  }

  boolean isQuiet() {
    return registry.generation() == registry.drainedGeneration();
  }

  /** Retires all registrations whose memory has changed. */
  void reap() {
    if (isQuiet() || registry.isClosed()) {
      return;
    }
    long[] dirty = new long[BATCH];
    int count;
    do {
      count = drain(dirty);
      for (int i = 0; i < count; i++) {
        Registration<H> r = roster.take(dirty[i]);
        if (r != null) {
          counters.invalidations.increment();
          events.invalidated(r, registrar);
          registry.unwatch(r.watch());
          countIfInUse(r, retire(r));
        } else {
          // its maker withdraws it, or it was taken out before, and is in use still or gone
          Registration<H> used = roster.leaving(dirty[i]);
          if (used != null) {
            countIfInUse(used, used.leases());
          }
        }
      }
    } while (count == BATCH);
  }

  private int drain(long[] dirty) {
    try {
      return registry.drain(dirty);
    } catch (IllegalStateException e) {
      return 0; // closed meanwhile: close() retires what is left
    }
  }

  /** Called by a release that finds that the memory has changed since it was leased, before anyone drained that. */
  void changedInUse(Registration<H> r) {
    countIfInUse(r, r.leases());
  }

  private void countIfInUse(Registration<H> r, long leases) {
    if (leases > 0 && r.blame()) {
      counters.inUseInvalidations.increment();
      events.invalidatedInUse(r, registrar, leases);
      CacheLog.once("in use", "memory of registration " + r + " was freed or remapped while " + leases + " leases were out; "
          + "what the device transfers is the old contents" + sites(r), null);
    }
  }

  private static String sites(Registration<?> r) {
    return r.acquiredAt() == null
        ? ". Lease sites are not recorded"
        : "\nleased at " + CacheEvents.stack(r.acquiredAt()) + "\nchanged at " + CacheEvents.stack(r.watch().site());
  }

  /**
   * Ends a registration that was taken from the roster; it is deregistered after its last lease. Returns its leases. As long as there
   * are some it stays watched, so that a change of memory in use does not go uncounted.
   */
  long retire(Registration<H> r) {
    front.forget(r);
    r.whenGone(() -> registry.unwatch(r.watch()));
    return r.retire();
  }

  void close() {
    registry.close();
  }
}
