package io.pindown.agent.cli;

import io.pindown.agent.control.Message;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings the agent to a JVM that runs. */
@Command(
    name = "attach",
    description = {
      "Installs the agent in a JVM that runs, with options as after -javaagent:pindown-agent.jar=.",
      "Memory from before is taken over where its extent can be known, the rest is registered for each use."
    })
public final class AttachCommand extends AskingCommand {
  @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Options, several or joined by commas.")
  private List<String> options = List.of();

  @Override
  int run() throws Refusal {
    Message reply = channel().ask(command("attach").put("options", String.join(",", options)));
    out().println("attached to " + pid + ", mode " + reply.text("mode"));
    return 0;
  }
}
