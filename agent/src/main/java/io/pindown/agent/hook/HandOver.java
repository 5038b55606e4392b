package io.pindown.agent.hook;

/**
 * What passes between the agent and {@link InsideJdk} while the latter is initialised: two class files in, the one instance
 * out. Used once, by the thread that installs the agent.
 */
public final class HandOver {
  public static volatile byte[] hooks;
  public static volatile byte[] lookup;
  public static volatile Inside inside;

  private HandOver() {}
}
