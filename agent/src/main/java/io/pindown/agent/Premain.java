package io.pindown.agent;

import java.lang.instrument.Instrumentation;

/**
 * Where the agent is started: by {@link Entry} with {@code -javaagent}, by the JVM when it is attached later, or by an agent that brings this one.
 *
 * <p>Whatever goes wrong here, the application starts: without Pindown, and with one line on stderr that says why.
 */
public final class Premain {
  private Premain() {}

  /** At the start of the JVM. */
  public static void premain(String argument, Instrumentation instrumentation) {
    try {
      Installation.start(argument, instrumentation, false);
    } catch (Throwable e) { // that class cannot be loaded, or cannot even say why: the JVM would end
      System.err.println("pindown: not installed, the application starts without Pindown: ".concat(e.toString()));
    }
  }

  /** Into a running JVM. The second time has no effect. */
  public static void agentmain(String argument, Instrumentation instrumentation) {
    if (argument != null && argument.startsWith(Control.PREFIX)) {
      Control.answer(argument, instrumentation);
    } else {
      Installation.start(argument, instrumentation, true);
    }
  }
}
