package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Adoption;

/**
 * What an acquire does that finds nothing: asks whether the memory may be cached at all, waits for another thread's registration that
 * will do, or has one made.
 */
final class MissPath<H> {
  private static final int TRIES = 3;
  private static final long PAGE = 4096;
  private static final long IMPROBABLE = 0x9E3779B97F4A7C15L;

  private final RegistrationCache<H> cache;
  private final AddressSpace space;
  private final CacheOptions options;
  private final CacheCounters counters;
  private final Registering<H> registering;
  private final Flights flights = new Flights();

  MissPath(RegistrationCache<H> cache, AddressSpace space, CacheCounters counters, Registering<H> registering) {
    this.cache = cache;
    this.space = space;
    this.options = cache.options();
    this.counters = counters;
    this.registering = registering;
  }

  /**
   * A lease on {@code [start, end)}: registered now, by this thread or by another one meanwhile.
   *
   * @param owner the object that the memory belongs to, or null if the caller has none
   */
  Registration<H> acquire(long start, long end, int access, Object owner) {
    cache.reap();
    registering.missed(start, end);
    boolean narrow = false;
    for (int tries = 0; tries < TRIES; ) {
      long base = space.containerAround(start, end);
      OneUse obstacle = obstacle(base);
      if (obstacle == OneUse.UNKNOWN_CONTAINER && owner != null) {
        obstacle = orphaned(space.adopt(owner, start, end));
        if (obstacle == null && (base = space.containerAround(start, end)) == 0) {
          obstacle = OneUse.UNKNOWN_CONTAINER; // no room to record it
        }
        obstacle = obstacle == null ? obstacle(base) : obstacle;
      }
      if (obstacle != null) {
        return registering.registerOnce(start, end, access, obstacle);
      }
      long size = space.containerSize(base);
      long from = Math.max(base, pageDown(start));
      long to = Math.min(base + size, pageUp(end));
      boolean widened = !narrow && mayWiden(base, size, access) && (base < from || to < base + size);
      if (widened) {
        from = base;
        to = base + size;
      }
      if (from > start || to < end) {
        tries++;
        continue; // the container ended between the two looks
      }
      if (registering.preload(from, to) == IMPROBABLE) {
        Thread.onSpinWait(); // so that the loads are not taken for useless
      }
      Flights.Flight flight = flights.begin(start, end, from, to, access);
      if (!flight.isOwn()) {
        Registration<H> landed = late(start, end, access);
        if (landed != null) {
          return landed;
        }
        if (flight.oneUse() != null) {
          return registering.registerOnce(start, end, access, flight.oneUse());
        }
        tries++;
        continue;
      }
      try {
        Registration<H> r = late(start, end, access);
        if (r == null) {
          r = registering.revive(start, end, access);
        }
        if (r == null) {
          r = registering.register(start, end, from, to, access, flight);
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
    return registering.registerOnce(start, end, access, OneUse.INVALIDATED);
  }

  /**
   * Not beyond what may be pinned in all, or no part of the container would ever be cached; and no peer is given the key to memory that
   * nobody has registered for it.
   */
  private boolean mayWiden(long base, long size, int access) {
    return Access.isLocal(access) && size <= options.widenLimit() && pageUp(base + size) - pageDown(base) <= options.maxBytes();
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

  /** Why memory is in no known container although there is an owner to ask; null if it is in one now. */
  private static OneUse orphaned(Adoption adoption) {
    return switch (adoption) {
      case ADOPTED -> null;
      case TOO_SMALL -> OneUse.TOO_SMALL;
      case NO_CLEANER -> OneUse.NO_CLEANER;
      case FOREIGN -> OneUse.FOREIGN;
      case CONFINED -> OneUse.CONFINED;
      case ENDED -> OneUse.ENDED;
      case UNKNOWN -> OneUse.UNKNOWN_CONTAINER;
    };
  }

  /** Leases what another thread has registered meanwhile: not a hit, since this one has missed. */
  private Registration<H> late(long start, long end, int access) {
    Registration<H> r = cache.find(start, end, access);
    if (r != null) {
      counters.lateLeases.increment();
    }
    return r;
  }

  private static long pageDown(long address) {
    return address & -PAGE;
  }

  private static long pageUp(long address) {
    return address + PAGE - 1 & -PAGE;
  }
}
