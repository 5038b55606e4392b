package io.pindown.agent;

import java.lang.instrument.Instrumentation;

/**
 * Where the JVM starts the agent, with {@code -javaagent}, or attached later.
 *
 * <p>Whatever goes wrong here, the application starts: without Pindown, and with one line on stderr that says why. No class is named in the
 * signatures here but the JDK's: the JVM loads all of those before it initialises this class, and {@link HeadStart} could not begin.
 */
public final class Premain {
  /** Begun here, since the JVM initialises this class 5 ms before it calls it; null where there is none, or it has ended. */
  private static HeadStart headStart;

  static {
    try {
      headStart = HeadStart.begin();
    } catch (Throwable e) {
      // that class cannot be loaded; it only saves time
    }
  }

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

  /** Returns when nothing of the start goes on beside this thread. */
  static synchronized void awaitHeadStart() {
    HeadStart begun = headStart;
    if (begun != null) {
      HeadStart.end(begun);
      headStart = null;
    }
  }
}
