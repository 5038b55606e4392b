package io.pindown.agent;

import java.lang.instrument.Instrumentation;

/**
 * What the JVM calls at its start. In the jar the method is marked as one of variable arity, as docs/decisions.md says, so compilers and method handles refuse it:
 * who calls the agent himself calls {@link Premain}.
 */
public final class Entry {
  private Entry() {}

  public static void premain(String argument, Instrumentation instrumentation) {
    try {
      Installation.start(argument, instrumentation, false); // as Premain does, whose class would be one more for each start
    } catch (Throwable e) { // that class cannot be loaded: the JVM would end
      System.err.println("pindown: not installed, the application starts without Pindown: ".concat(e.toString()));
    }
  }
}
