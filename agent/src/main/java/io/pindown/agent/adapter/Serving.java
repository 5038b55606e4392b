package io.pindown.agent.adapter;

/** Whether adapters serve their libraries from caches now; if not, each library does what it would do without the agent. Thread-safe. */
public final class Serving {
  private static volatile boolean allowed = true;

  private Serving() {}

  /** Has it so from now on; what was lent before is given back as ever. */
  public static void allow(boolean now) {
    allowed = now;
  }

  static boolean isAllowed() {
    return allowed;
  }
}
