package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command for one process. What it cannot do, it says in one line on stderr. */
abstract class TargetCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "The process; see list.")
  long pid;

  abstract int run() throws Refusal;

  @Override
  public Integer call() {
    try {
      int status = run();
      out().flush();
      return status;
    } catch (Refusal refusal) {
      spec.commandLine().getErr().println("pindown: " + Excerpt.printable(refusal.getMessage()));
      spec.commandLine().getErr().flush();
      return refusal.reason().status();
    }
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
