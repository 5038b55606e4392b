package io.pindown.cache;

import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Registrations that no cache holds. */
final class Lone {
  private static final VarHandle STRIPES;

  static {
    try {
      STRIPES =
          MethodHandles.privateLookupIn(Leased.class, MethodHandles.lookup())
              .findVarHandle(Leased.class, "stripes", LeaseStripes.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Lone() {}

  /** One that departs to where its test can see it; not registered, without a lease and not watched. */
  static Registration<Long> registration(AddressSpace space, Departures<Long> departures, long start, long length) {
    return new Registration<>(space.newRegistry("stress", departures), start, length, Access.LOCAL_WRITE, null);
  }

  /** Has leases counted in stripes, as if threads had met there. */
  static void stripe(Registration<?> registration, LeaseStripes stripes) {
    STRIPES.setVolatile((Leased) registration, stripes);
  }
}
