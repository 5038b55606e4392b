package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import io.pindown.agent.control.Message;
import io.pindown.agent.control.Reply;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command for one process. What it cannot do, it says in one line on stderr. */
abstract class TargetCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "The process; see list.")
  long pid;

  @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait for an answer, 1 to 3600. Default: 30.")
  int timeout = 30;

  abstract int run() throws Refusal;

  @Override
  public Integer call() {
    if (timeout < 1 || timeout > 3600) {
      throw new ParameterException(spec.commandLine(), "--timeout " + timeout + ": 1 to 3600 seconds are allowed");
    }
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

  Channel channel() throws Refusal {
    return new Channel(JavaProcess.of(pid), Duration.ofSeconds(timeout));
  }

  static Message command(String name) {
    return new Message().put(Reply.COMMAND, name);
  }
}
