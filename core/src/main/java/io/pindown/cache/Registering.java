package io.pindown.cache;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;

/**
 * Makes registrations: watch first, then register, then publish, then check again. If any of it fails, nothing is left.
 *
 * @param <H> the registrar's kind of registration
 */
final class Registering<H> {
  private static final int MEASURED_OF = 8;
  private static final int LOOKS = 4;

  private final RegistrationCache<H> cache;
  private final Registrar<H> registrar;
  private final String name;
  private final AddressSpace space;
  private final CacheCounters counters;
  private final CacheEvents events;
  private final Roster<H> roster;
  private final Departures<H> departures;
  private final Invalidator<H> invalidator;
  private final Admission<H> admission;
  private int made; // racy: which ones are measured does not matter

  Registering(
      RegistrationCache<H> cache,
      Registrar<H> registrar,
      AddressSpace space,
      CacheCounters counters,
      CacheEvents events,
      Roster<H> roster,
      Departures<H> departures,
      Invalidator<H> invalidator) {
    this.cache = cache;
    this.registrar = registrar;
    this.name = cache.registrarName();
    this.space = space;
    this.counters = counters;
    this.events = events;
    this.roster = roster;
    this.departures = departures;
    this.invalidator = invalidator;
    this.admission = new Admission<>(cache.options(), counters, roster, departures, invalidator);
  }

  /** Loads what {@link #register} of that range will read: see {@link AddressSpace#preload}. */
  long preload(long from, long to) {
    return space.preload(from, to) + roster.preload();
  }

  /**
   * Registers and publishes {@code [from, to)}, or registers {@code [start, end)} for one use and tells the flight; null if the memory
   * changed meanwhile, so that it is worth another try.
   */
  Registration<H> register(long start, long end, long from, long to, int access, Flights.Flight flight) {
    WatchRegistry registry = invalidator.registry();
    Registration<H> r = new Registration<>(registry, from, to - from, access, null);
    OneUse obstacle = OneUse.LIMIT;
    if (admission.reserve(r.pinned())) {
      boolean published = false;
      boolean armed = false;
      try {
        registry.add(r);
        armed = true;
        if (!r.isContained()) {
          return null; // the container ended between looking for it and watching it
        }
        if (space.isChanging(from, to)) {
          obstacle = OneUse.CHANGING;
        } else {
          long nanos = make(r);
          if (nanos >= 0) {
            published = true;
            return publish(r, nanos);
          }
          obstacle = OneUse.PRESSURE;
        }
      } finally {
        if (!published) {
          roster.unreserve(r.pinned());
          if (armed) {
            registry.unwatch(r);
          }
        }
      }
    }
    flight.endsInOneUse(obstacle);
    return registerOnce(start, end, access, obstacle);
  }

  /** See {@link Invalidator#missed}. */
  void missed(long start, long end) {
    invalidator.missed(start, end);
  }

  /** See {@link Invalidator#revive}. */
  Registration<H> revive(long start, long end, int access) {
    return invalidator.revive(start, end, access);
  }

  private Registration<H> publish(Registration<H> r, long nanos) {
    boolean added = false;
    try {
      roster.add(r, nanos);
      added = true;
    } finally {
      r.open();
      if (!added) {
        roster.unreserve(r.pinned());
        invalidator.retire(r);
        r.lower();
      }
    }
    if (isAsItWas(r) && !r.isRetired() && !cache.isClosed()) {
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

  /** What the kernel has told of while the device registered is mostly of other memory: that is settled first. */
  private boolean isAsItWas(Registration<H> r) {
    for (int look = 0; look < LOOKS && r.isUnchanged(); look++) {
      if (r.isClean()) {
        return true;
      }
      space.settleLosses();
    }
    return false;
  }

  /** Registers just what is asked for, in whole pages, for one use. */
  Registration<H> registerOnce(long start, long end, int access, OneUse reason) {
    if (reason == OneUse.UNHOOKED || reason == OneUse.UNCOVERED) {
      CacheLog.once(reason.name(), "registration cache " + cache.options().name() + " registers for each use, " + why(reason), null);
    }
    Registration<H> r = new Registration<>(invalidator.registry(), start, end - start, access, reason);
    try (Admission<H>.Pressure pressure = admission.pressure(r.pinned())) {
      while (true) {
        try {
          call(r);
          break;
        } catch (RegistrarException e) {
          if (!helps(pressure, e)) {
            throw e;
          }
        }
      }
    }
    counters.oneUse[reason.ordinal()].increment();
    if (reason.isGap()) {
      events.uncovered(r, name);
    }
    r.open();
    r.retire();
    return r;
  }

  private String why(OneUse reason) {
    return reason == OneUse.UNHOOKED
        ? "since no hooks feed it: start the JVM with -javaagent:pindown-agent.jar to have it cache"
        : "since the hooks are not proven to see " + space.coverage().gaps();
  }

  /** Returns what it took, or 0 if that was not measured; below 0 if the device has no room, even with others evicted. */
  private long make(Registration<H> r) {
    try (Admission<H>.Pressure pressure = admission.pressure(r.pinned())) {
      while (true) {
        try {
          if (made++ % MEASURED_OF != 0) {
            call(r);
            return 0;
          }
          long begun = System.nanoTime();
          call(r);
          return Math.max(1, System.nanoTime() - begun);
        } catch (RegistrarException e) {
          if (!helps(pressure, e)) {
            return -1;
          }
        }
      }
    }
  }

  /** Whether it is worth another try, after something was done about it; false to give up. */
  private boolean helps(Admission<H>.Pressure pressure, RegistrarException e) {
    return switch (e.reason()) {
      case PRESSURE -> pressure.relieve();
      case STALE -> pressure.settle(e.start(), e.end());
      default -> throw e;
    };
  }

  private void call(Registration<H> r) {
    Object begun = events.beginRegistration();
    H handle;
    departures.pinned(r.pinned());
    try {
      handle = registrar.register(r.address(), r.pinned(), r.access(), r.start(), r.end());
      if (handle == null) {
        throw new RegistrarException(RegistrarException.Reason.OTHER, name + " returned no registration");
      }
    } catch (Throwable e) { // whatever it is: the compiler knows of unchecked ones only
      departures.pinned(-r.pinned());
      counters.failedRegistrations.increment();
      throw e;
    }
    r.made(handle);
    counters.registrations.increment();
    if (cache.pins()) {
      space.registered(r.address(), r.pinned());
    }
    boolean told = false;
    try {
      if (r.isCached()) {
        space.pinned(r);
      }
      events.registered(r, name, begun);
      told = true;
    } finally {
      if (!told) {
        counters.withdrawn.increment();
        departures.undo(r); // who was told has failed, and nobody will have the registration
      }
    }
  }
}
