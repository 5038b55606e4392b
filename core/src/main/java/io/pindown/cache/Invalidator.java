package io.pindown.cache;

import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Drains the cache's watches and retires the registrations behind them. */
final class Invalidator<H> {
  private static final int BATCH = 64;

  private final WatchRegistry registry;
  private final Roster<H> roster;
  private final Front front;
  private final CacheCounters counters;
  private final CacheEvents events;
  private final String registrar;
  private final Dormant<H> dormant;
  /** That something failed between a drain, which reports each watch once, and the end of what it reported. */
  private final AtomicBoolean unfinished = new AtomicBoolean();
  private final Predecessors predecessors = new Predecessors();
  /** Only if the cache records that. */
  private final Map<Registration<H>, Throwable> sites = new ConcurrentHashMap<>();

  Invalidator(
      WatchRegistry registry,
      Roster<H> roster,
      Front front,
      CacheCounters counters,
      CacheEvents events,
      String registrar,
      Dormant<H> dormant) {
    this.registry = registry;
    this.roster = roster;
    this.front = front;
    this.counters = counters;
    this.events = events;
    this.registrar = registrar;
    this.dormant = dormant;
  }

  /** Remembers where a lease was taken: only the last one, of a registration. */
  void acquired(Registration<H> r, Throwable place) {
    sites.put(r, place);
  }

  /** Those that were leased and are not gone, as far as the cache records that. */
  Set<Registration<H>> leasedSomewhere() {
    return sites.keySet();
  }

  void forget(Registration<H> r) {
    if (!sites.isEmpty()) {
      sites.remove(r);
    }
  }

  WatchRegistry registry() {
    return registry;
  }

  boolean isQuiet() {
    return registry.generation() == registry.drainedGeneration() && !unfinished.get();
  }

  /** Retires all registrations whose memory has changed. What a failure, such as for want of memory, leaves out the next call retires. */
  void reap() {
    if (isQuiet() || registry.isClosed()) {
      return;
    }
    boolean again = unfinished.getAndSet(false); // before anything is looked at: what fails from here on is for the next call
    boolean whole = false;
    try {
      if (again) {
        roster.changed().forEach(this::invalidate);
      }
      drainAll();
      whole = true;
    } finally {
      if (!whole) {
        unfinished.set(true);
      }
    }
  }

  private void drainAll() {
    Watch[] dirty = new Watch[BATCH];
    boolean more = true;
    while (more) {
      long since = predecessors.begin();
      try {
        int count = drain(dirty);
        for (int i = 0; i < count; i++) {
          changed(registration(dirty[i]), since);
        }
        more = count == BATCH;
      } finally {
        predecessors.end();
      }
    }
  }

  /** All watches of the cache's registry are registrations. */
  @SuppressWarnings("unchecked")
  private Registration<H> registration(Watch watch) {
    return (Registration<H>) watch;
  }

  private void changed(Registration<H> r, long since) {
    if (!dormant.keep(r)) {
      invalidate(r, since);
    } else if (r.isRetired()) {
      dormant.forget(r); // whoever retired it may have looked there before it was there
    }
  }

  /** Takes out and retires one whose memory has changed, unless someone else does. */
  void invalidate(Registration<H> r) {
    invalidate(r, Predecessors.NOT_ASKED);
  }

  private void invalidate(Registration<H> r, long since) {
    if (roster.take(r)) {
      counters.invalidations.increment();
      boolean late = r.isOnlyLate();
      long leases;
      try {
        Predecessors.Miss before = predecessors.add(r.address(), r.address() + r.length(), since);
        if (before != null) {
          stalePrevented(before.start(), before.end());
        }
        events.invalidated(r, registrar);
      } finally { // nobody else will, since it is out of the roster
        registry.unwatch(r);
        leases = retire(r);
      }
      if (late && leases > 0) {
        counters.lateInUse.increment();
      } else {
        countIfInUse(r, leases);
      }
    } else {
      countIfInUse(r, r.leases()); // its maker withdraws it, or it was taken out before, and is in use still or gone
    }
  }

  /** Retires what was kept when its block was freed and has changed since; not on the way of an acquire. */
  void sweepDormant() {
    if (dormant.size() == 0) {
      return;
    }
    long since = predecessors.begin();
    try {
      dormant.takeChanged().forEach(r -> invalidate(r, since));
    } finally {
      predecessors.end();
    }
  }

  /** A lease on what was kept when a block was freed that contained {@code [start, end)}, as a block does now; or null. */
  Registration<H> revive(long start, long end, int access) {
    Registration<H> r = dormant.take(start, end, access);
    if (r == null) {
      return null;
    }
    boolean revived = false;
    try {
      revived = dormant.revive(r);
    } finally {
      if (!revived) {
        invalidate(r);
      }
    }
    if (!revived) {
      missed(start, end); // what was there is out only now
      return null;
    }
    counters.revived.increment();
    counters.lateLeases.increment(); // the lease was taken by who has missed
    return r;
  }

  /** Counts a miss that a cache by address would have served from memory that has changed. */
  void missed(long start, long end) {
    if (predecessors.take(start, end)) {
      stalePrevented(start, end);
    }
  }

  /** Waits, not for long, until other threads have taken out and counted what they were told has changed. */
  void awaitTold() {
    predecessors.awaitTold();
  }

  private void stalePrevented(long start, long end) {
    counters.staleReuses.increment();
    events.staleReusePrevented(start, end, registrar);
  }

  /** Where the last lease of a registration was taken; empty if that is not recorded. */
  String site(Registration<H> r) {
    return CacheEvents.stack(sites.get(r));
  }

  private int drain(Watch[] dirty) {
    try {
      return registry.drainWatches(dirty);
    } catch (IllegalStateException e) {
      return 0; // closed meanwhile: close() retires what is left
    }
  }

  /** Called by a release that finds that the memory has changed since it was leased, before anyone drained that. */
  void changedInUse(Registration<H> r) {
    countIfInUse(r, r.leases());
  }

  private void countIfInUse(Registration<H> r, long leases) {
    // one that could not be revived is taken out although nothing has hit it; who found it meanwhile uses it rightly
    if (leases > 0 && r.hits() != 0 && !r.isOnlyLate() && r.blame()) {
      counters.inUseInvalidations.increment();
      events.invalidatedInUse(r, registrar, leases, sites.get(r));
      CacheLog.once("in use", "memory of registration " + r + " was freed or remapped while " + leases + " leases were out; "
          + "what the device transfers is the old contents" + sites(r), null);
    }
  }

  private String sites(Registration<H> r) {
    return sites.get(r) == null
        ? ". Lease sites are not recorded"
        : "\nleased at " + CacheEvents.stack(sites.get(r)) + "\nchanged at " + CacheEvents.stack(r.site());
  }

  /**
   * Ends a registration that was taken from the roster; it is deregistered after its last lease. Returns its leases. As long as there
   * are some it stays watched, so that a change of memory in use does not go uncounted.
   */
  long retire(Registration<H> r) {
    front.forget(r);
    long leases = r.retire();
    dormant.forget(r);
    return leases;
  }

  int dormant() {
    return dormant.size();
  }

  /** The cache was collected without having been closed: its registrations are nobody's to use any more, and no device is asked, which may be gone. */
  void abandon(String cache) {
    int live = roster.size();
    if (live != 0) {
      CacheLog.once("forgotten " + cache, "registration cache " + cache + " was forgotten without having been closed; its " + live
          + " registrations stay pinned as long as the device keeps them", null);
    }
    close();
  }

  void close() {
    registry.close();
    predecessors.clear();
  }
}
