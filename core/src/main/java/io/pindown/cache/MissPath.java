package io.pindown.cache;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;

/**
 * What an acquire does that finds nothing: watch first, then register, then publish, then check again. If any of it fails, nothing
 * is left.
 */
final class MissPath<H> {
  private static final int TRIES = 3;
  private static final long PAGE = 4096;

  private final RegistrationCache<H> cache;
  private final Registrar<H> registrar;
  private final AddressSpace space;
  private final CacheOptions options;
  private final CacheCounters counters;
  private final CacheEvents events;
  private final Roster<H> roster;
  private final Departures<H> departures;
  private final Invalidator<H> invalidator;
  private final Flights flights = new Flights();

  MissPath(
      RegistrationCache<H> cache,
      Registrar<H> registrar,
      AddressSpace space,
      CacheOptions options,
      CacheCounters counters,
      CacheEvents events,
      Roster<H> roster,
      Departures<H> departures,
      Invalidator<H> invalidator) {
    this.cache = cache;
    this.registrar = registrar;
    this.space = space;
    this.options = options;
    this.counters = counters;
    this.events = events;
    this.roster = roster;
    this.departures = departures;
    this.invalidator = invalidator;
  }

  /** A lease on {@code [start, end)}: registered now, by this thread or by another one meanwhile. */
  Registration<H> acquire(long start, long end, int access) {
    cache.reap();
    boolean narrow = false;
    for (int tries = 0; tries < TRIES; ) {
      long base = space.containerAround(start, end);
      OneUse obstacle = obstacle(base);
      if (obstacle != null) {
        return registerOnce(start, end, access, obstacle);
      }
      long size = space.containerSize(base);
      long from = Math.max(base, pageDown(start));
      long to = Math.min(base + size, pageUp(end));
      boolean widened = !narrow && mayWiden(base, size) && (base < from || to < base + size);
      if (widened) {
        from = base;
        to = base + size;
      }
      if (from > start || to < end) {
        tries++;
        continue; // the container ended between the two looks
      }
      Flights.Flight flight = flights.begin(start, end, from, to, access);
      if (flight == null) {
        Registration<H> landed = late(start, end, access);
        if (landed != null) {
          return landed;
        }
        tries++;
        continue;
      }
      try {
        Registration<H> r = late(start, end, access);
        if (r == null) {
          r = register(start, end, from, to, access);
        }
        if (r != null) {
          return r;
        }
      } catch (RegistrarException e) {
        if (!widened || e.reason() == RegistrarException.Reason.PRESSURE || e.reason() == RegistrarException.Reason.CLOSED) {
          throw e;
        }
        narrow = true; // what was not asked for may be what cannot be registered: a hole, other rights
        continue;
      } finally {
        flights.land(flight);
      }
      tries++;
    }
    return registerOnce(start, end, access, OneUse.INVALIDATED);
  }

  /** Not beyond what may be pinned in all, or no part of the container would ever be cached. */
  private boolean mayWiden(long base, long size) {
    return size <= options.widenLimit() && pageUp(base + size) - pageDown(base) <= options.maxBytes();
  }

  private OneUse obstacle(long base) {
    if (base == 0) {
      return space.linkHooks() ? OneUse.UNKNOWN_CONTAINER : OneUse.UNHOOKED;
    }
    if (space.covers(space.isMapping(base))) {
      return null;
    }
    return space.hooked() ? OneUse.UNCOVERED : OneUse.UNHOOKED;
  }

  /** Registers and publishes {@code [from, to)}; null if the memory changed meanwhile, so that it is worth another try. */
  private Registration<H> register(long start, long end, long from, long to, int access) {
    long pinned = pageUp(to) - pageDown(from);
    if (!makeRoom(pinned)) {
      return registerOnce(start, end, access, OneUse.LIMIT);
    }
    WatchRegistry registry = invalidator.registry();
    Registration<H> r = new Registration<>(departures, registry, from, to - from, access, null);
    registry.add(r);
    boolean keep = false;
    try {
      if (!r.isContained()) {
        return null; // the container ended between looking for it and watching it
      }
      if (space.isChanging(from, to)) {
        return registerOnce(start, end, access, OneUse.CHANGING);
      }
      if (!tryRegister(r)) {
        return registerOnce(start, end, access, OneUse.PRESSURE);
      }
      keep = true;
      return publish(r);
    } finally {
      if (!keep) {
        registry.unwatch(r);
      }
    }
  }

  private Registration<H> publish(Registration<H> r) {
    boolean added = false;
    try {
      roster.add(r);
      added = true;
    } finally {
      r.open();
      if (!added) {
        invalidator.retire(r);
        r.lower();
      }
    }
    if (r.isClean() && !r.isRetired() && !cache.isClosed()) {
      r.handOut();
      return r;
    }
    // a drain may have seen the watch before the roster had the registration, and a close may have gone by: both look only once
    if (roster.take(r)) {
      counters.withdrawn.increment();
      invalidator.retire(r);
    }
    r.lower();
    departures.clear();
    cache.requireOpen();
    return null;
  }

  /** Leases what another thread has registered meanwhile: not a hit, since this one has missed. */
  private Registration<H> late(long start, long end, int access) {
    Registration<H> r = cache.find(start, end, access);
    if (r != null) {
      counters.lateLeases.increment();
    }
    return r;
  }

  /** False if the device has no room for it, even with everything evicted that is not in use. */
  private boolean tryRegister(Registration<H> r) {
    while (true) {
      try {
        call(r);
        return true;
      } catch (RegistrarException e) {
        if (e.reason() != RegistrarException.Reason.PRESSURE) {
          throw e;
        }
        if (departures.clear() == 0 && !evictOne()) {
          return false;
        }
      }
    }
  }

  /** Registers just what is asked for, in whole pages, for one use. */
  private Registration<H> registerOnce(long start, long end, int access, OneUse reason) {
    if (reason == OneUse.UNHOOKED || reason == OneUse.UNCOVERED) {
      CacheLog.once(reason.name(), "registration cache " + options.name() + " registers for each use, " + why(reason), null);
    }
    Registration<H> r = new Registration<>(departures, invalidator.registry(), start, end - start, access, reason);
    while (true) {
      try {
        call(r);
        counters.oneUse[reason.ordinal()].increment();
        r.open();
        r.retire();
        return r;
      } catch (RegistrarException e) {
        if (e.reason() != RegistrarException.Reason.PRESSURE || departures.clear() == 0 && !evictOne()) {
          throw e;
        }
      }
    }
  }

  private String why(OneUse reason) {
    return reason == OneUse.UNHOOKED
        ? "since no hooks feed it: start the JVM with -javaagent:pindown-agent.jar to have it cache"
        : "since the hooks are not proven to see " + space.coverage().gaps();
  }

  private void call(Registration<H> r) {
    Object begun = events.beginRegistration();
    H handle;
    departures.pinned(r.pinned());
    try {
      handle = registrar.register(r.address(), r.pinned(), r.access());
      if (handle == null) {
        throw new RegistrarException(RegistrarException.Reason.OTHER, registrar.name() + " returned no registration");
      }
    } catch (RuntimeException | Error e) {
      departures.pinned(-r.pinned());
      counters.failedRegistrations.increment();
      throw e;
    }
    r.made(handle);
    counters.registrations.increment();
    events.registered(r, registrar.name(), begun);
  }

  private boolean makeRoom(long pinned) {
    if (pinned > options.maxBytes()) {
      return false;
    }
    while (roster.size() >= options.maxRegistrations() || roster.bytes() + pinned > options.maxBytes()) {
      if (!evictOne()) {
        return false;
      }
    }
    return true;
  }

  private boolean evictOne() {
    Registration<H> victim = roster.takeIdle();
    if (victim == null) {
      return false;
    }
    counters.evictions.increment();
    invalidator.retire(victim);
    departures.clear();
    return true;
  }

  private static long pageDown(long address) {
    return address & -PAGE;
  }

  private static long pageUp(long address) {
    return address + PAGE - 1 & -PAGE;
  }
}
