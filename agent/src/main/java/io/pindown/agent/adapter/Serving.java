package io.pindown.agent.adapter;

import io.pindown.agent.observe.Observation;

/** Whether adapters serve their libraries from caches now; if not, each library does what it would do without the agent. Thread-safe. */
public final class Serving {
  private static volatile boolean allowed = true;

  private Serving() {}

  /** Has it so from now on; what was lent before is given back as ever. */
  public static void allow(boolean now) {
    allowed = now;
  }

  /** Whether to look at a registration at all: to serve it, or to observe it. */
  static boolean isAllowed() {
    return allowed || Observation.current() != null;
  }

  /** Whether a registration is to be served; if not, it is observed, where that is asked for. */
  static boolean serves(String library, long address, long length, Object owner) {
    return !Observation.observes(library, address, length, owner) && allowed;
  }
}
