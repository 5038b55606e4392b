package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Change;

/** Fires real events of each kind, and tells which arrived. */
final class Proofs {
  private final Inside inside;
  private final LinkedHandles linked;
  private final int jdk;

  Proofs(Inside inside, LinkedHandles linked, int jdk) {
    this.inside = inside;
    this.linked = linked;
    this.jdk = jdk;
  }

  /** Fires what needs no class but Unsafe; returns the kinds whose events all arrived. */
  long early() {
    Witness witness = new Witness();
    inside.subscribe(witness.sinks());
    try {
      long base = inside.allocate(640L);
      long moved = inside.reallocate(base, 1280L);
      inside.free(moved);
      long arrived = witness.saw(Witness.ALLOCATED, base, 640L) ? Change.ALLOCATE.bit() : 0L;
      if (witness.saw(Witness.REALLOCATION_BEGIN, base, 1280L) && witness.saw(Witness.REALLOCATION_END, base, moved)) {
        arrived |= Change.REALLOCATE.bit();
      }
      return witness.saw(Witness.FREED, moved) ? arrived | Change.FREE.bit() : arrived;
    } finally {
      inside.unsubscribe(witness.sinks());
    }
  }

  /** Fires all kinds in a mask; returns those whose events all arrived. */
  long all(long changes) {
    long arrived = early() & changes;
    Witness witness = new Witness();
    inside.subscribe(witness.sinks());
    try {
      LateProofs late = new LateProofs(inside, linked, jdk);
      for (Change change : Change.values()) {
        if ((changes & change.bit()) != 0L && change.ordinal() > Change.REALLOCATE.ordinal()) {
          arrived |= arrives(late, change, witness) ? change.bit() : 0L;
        }
      }
    } finally {
      inside.unsubscribe(witness.sinks());
    }
    return arrived;
  }

  private static boolean arrives(LateProofs late, Change change, Witness witness) {
    try {
      return late.fire(change, witness);
    } catch (Throwable e) {
      return false; // what cannot be fired is not proven
    }
  }
}
