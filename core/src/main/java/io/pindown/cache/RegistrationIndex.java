package io.pindown.cache;

import io.pindown.index.RangeIndex;
import io.pindown.registrar.Access;

/** Finds a registration that contains a range, and leases it. */
final class RegistrationIndex<H> extends RangeIndex<Registration<H>> {

  /** A lease on a registration that contains {@code [start, end)} with at least those rights, or null. */
  Registration<H> lease(long start, long end, int access) {
    return find(start, end, access);
  }

  @Override
  protected boolean accept(Registration<H> registration, long access) {
    return Access.covers(registration.access(), (int) access) && registration.tryLease();
  }

  @Override
  protected Object visit(Registration<H> registration, long argument, Object carried) {
    return carried; // registrations are never looked for by overlap here
  }
}
