package io.pindown.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The JVMs that may be asked. */
@Command(name = "list", description = "Lists the JVMs of this user, of all users if this is root. None of them is touched.")
public final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-8s %-12s %-10s %s%n", "PID", "JDK", "AGENT", "MAIN");
    for (JavaProcess process : JavaProcess.all()) {
      try {
        out.printf("%-8d %-12s %-10s %s%n", process.pid(), process.jdk(), agent(process), process.mainClass());
      } catch (IOException ended) {
        // meanwhile
      }
    }
    out.flush();
    return 0;
  }

  /** The mode; {@code started} where the agent came with the process and nothing has been registered yet; {@code none} where there are caches and no agent; {@code -} where nothing is known of an agent. */
  private static String agent(JavaProcess process) throws IOException {
    LiveCounters counters = LiveCounters.ifAny(process);
    String mode = counters == null ? "none" : counters.read().mode();
    if (!mode.equals("none")) {
      return mode;
    }
    String options = process.agentOptions();
    return options != null ? "started" : counters != null ? mode : "-";
  }
}
