package io.pindown.agent;

import io.pindown.agent.point.Change;
import java.io.PrintWriter;

/** The command {@code check}: which changes of memory the hooks see in this JVM. */
public final class SelfCheck {
  private SelfCheck() {}

  /** Installs the agent in this process, tests, and prints the coverage. Returns the exit status: 0, or 1 if something is not covered that should be. */
  public static int run(PrintWriter out) {
    Launched.install();
    SelfTest test = Installation.installed();
    out.println("JDK " + Runtime.version() + ", " + System.getProperty("os.arch"));
    if (test == null) {
      out.println("not installed: see the line on stderr, or the option mode");
      return 1;
    }
    test.again();
    for (Change change : Change.values()) {
      boolean expected = (test.expected() & change.bit()) != 0L;
      boolean proven = (test.proven() & change.bit()) != 0L;
      out.println(change + ": " + (proven ? "covered" : expected ? "NOT COVERED" : "not on this JDK"));
    }
    return test.proven() == test.expected() ? 0 : 1;
  }
}
