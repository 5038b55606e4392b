package io.pindown.agent.audit;

/** What sees the work of a site, from best to worst. */
enum Verdict {
  /** The hooks in the JDK. */
  COVERED,
  /** A hook description or an adapter for this library. */
  ADAPTER,
  /** Nothing but the kernel monitor. */
  KERNEL,
  /** Nothing that is known from here. */
  UNKNOWN;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** The name in reports. */
  String text() {
    return text;
  }
}
