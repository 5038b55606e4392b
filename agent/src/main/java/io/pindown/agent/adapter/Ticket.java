package io.pindown.agent.adapter;

import io.pindown.cache.Lease;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a handle carries that a program got from a cache instead of from the device: its lease, until the handle is given back. Public for
 * the library's classes, of no use to anybody else.
 *
 * <p>Handles of the device carry none, and go the library's own way.
 */
public final class Ticket extends AtomicReference<Lease<?>> {
  /** The field that is added for it. */
  public static final String FIELD = "pindown$ticket";

  private static final long serialVersionUID = 1L;

  Ticket(Lease<?> lease) {
    super(lease);
  }

  /** Ends the lease, the first time; false later: of two threads that give the same handle back, one does. */
  boolean end() {
    Lease<?> lease = getAndSet(null);
    if (lease == null) {
      return false;
    }
    lease.release();
    return true;
  }

  /** What equals comes to in classes whose objects are handles. */
  public static boolean isSame(Object one, Object other) {
    return one == other;
  }
}
