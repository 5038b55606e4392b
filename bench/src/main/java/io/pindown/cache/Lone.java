package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;

/** Registrations that no cache holds. */
final class Lone {
  private Lone() {}

  /** One that departs to where its test can see it; not registered, without a lease and not watched. */
  static Registration<Long> registration(AddressSpace space, Departures<Long> departures, long start, long length) {
    return new Registration<>(space.newRegistry("stress", departures), start, length, Access.LOCAL_WRITE, null);
  }
}
