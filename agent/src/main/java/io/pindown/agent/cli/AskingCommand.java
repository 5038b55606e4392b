package io.pindown.agent.cli;

import io.pindown.agent.control.Message;
import io.pindown.agent.control.Reply;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that asks a process and waits for its answer. */
abstract class AskingCommand extends TargetCommand {
  @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait for an answer, 1 to 3600. Default: 30.")
  private int timeout = 30;

  @Override
  public Integer call() {
    if (timeout < 1 || timeout > 3600) {
      throw new ParameterException(spec.commandLine(), "--timeout " + timeout + ": 1 to 3600 seconds are allowed");
    }
    return super.call();
  }

  Channel channel() throws Refusal {
    return new Channel(JavaProcess.of(pid), Duration.ofSeconds(timeout));
  }

  static Message command(String name) {
    return new Message().put(Reply.COMMAND, name);
  }
}
