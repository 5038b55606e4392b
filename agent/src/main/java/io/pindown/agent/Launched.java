package io.pindown.agent;

import java.lang.instrument.Instrumentation;

/** What the launcher of {@code java -jar} calls before {@link Command}: keeps what an installing needs, for the one command that installs. */
public final class Launched {
  private static Instrumentation instrumentation;

  private Launched() {}

  public static void agentmain(String argument, Instrumentation given) {
    instrumentation = given;
  }

  /** Installs the agent in this process, as an attach would. */
  static void install() {
    if (instrumentation != null) {
      Premain.agentmain(null, instrumentation);
    }
  }
}
