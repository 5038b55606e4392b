package io.pindown.it.soak;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;

/** What the hooks have told. */
final class Told {
  private Told() {}

  /** Events of all kinds so far; of allocations and frees, those of containers only. */
  static long events(AddressSpace space) {
    long events = 0;
    for (EventKind kind : EventKind.values()) {
      events += space.eventCount(kind);
    }
    return events;
  }
}
