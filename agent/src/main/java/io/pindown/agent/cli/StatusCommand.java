package io.pindown.agent.cli;

import io.pindown.agent.cli.Refusal.Reason;
import io.pindown.agent.control.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the agent of a process does and has done. */
@Command(name = "status", description = "Shows the mode, the coverage, and what each cache has done and holds.")
public final class StatusCommand extends AskingCommand {
  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  @Override
  int run() throws Refusal {
    Message reply = channel().ask(command("status"));
    if (json) {
      try {
        out().println(new JsonTree(reply.values()));
      } catch (IllegalArgumentException e) {
        throw new Refusal(Reason.OTHER_AGENT, "process " + pid + " answers what this version does not understand: " + e.getMessage());
      }
    } else {
      new StatusText(reply).print(out());
    }
    return 0;
  }
}
