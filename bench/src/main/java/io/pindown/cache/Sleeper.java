package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.SmallSpaces;
import io.pindown.registry.Watch;

/** A registration that was kept when its block was freed, and the next block in its place; each in an address space of its own. */
final class Sleeper {
  static final long BASE = 1L << 40;
  static final long BYTES = 8192;

  final AddressSpace space = SmallSpaces.detached();
  final StressedKernel kernel;
  final Registration<Long> registration;
  final Dormant<Long> dormant;
  final Invalidator<Long> invalidator;

  Sleeper() {
    CacheCounters counters = new CacheCounters();
    Departures<Long> departures = new Departures<>(new NoDevice(), counters, new CacheEvents(), 16);
    Front front = new Front();
    kernel = new StressedKernel(space);
    registration = Lone.registration(space, departures, BASE, BYTES);
    dormant = new Dormant<>(space, registration.registry(), OnFree.KEEP);
    invalidator =
        new Invalidator<>(registration.registry(), new Roster<>(front), front, counters, new CacheEvents(), "stress", dormant);
    space.allocated(BASE, BYTES);
    registration.registry().add(registration);
    registration.made(1L);
    registration.open();
    registration.release();
    space.freed(BASE);
  }

  /** Reports the free, keeps the registration, and allocates the next block. */
  Sleeper asleep() {
    registration.registry().drainWatches(new Watch[1]);
    if (!dormant.keep(registration)) {
      throw new IllegalStateException("not kept: " + registration);
    }
    space.allocated(BASE, BYTES);
    return this;
  }

  /** What an acquire of the next block does first. */
  boolean revive() {
    Registration<Long> found = dormant.take(BASE, BASE + BYTES, Access.LOCAL_WRITE);
    return found != null && dormant.revive(found);
  }

  /** Whether a hit gets a lease. */
  boolean isUsable() {
    space.settleLosses();
    return registration.tryLease() && space.nothingLost() && registration.isUnchanged();
  }
}
