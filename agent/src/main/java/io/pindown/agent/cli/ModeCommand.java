package io.pindown.agent.cli;

import io.pindown.agent.control.Message;
import io.pindown.agent.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes the mode of a process's agent. */
@Command(
    name = "mode",
    description = {
      "Changes the mode of the agent in a process while it runs.",
      "off flushes all caches and takes the hooks out; every other mode puts them in again."
    })
public final class ModeCommand extends AskingCommand {
  @Parameters(index = "1", paramLabel = "MODE", description = "A mode, as of the agent's option of this name.")
  private String mode;

  @Override
  int run() throws Refusal {
    Message reply = channel().ask(command("mode").put("mode", mode));
    String left = reply.text("pinned-bytes").equals("0") ? "" : "; " + reply.text("registrations") + " registrations, " + reply.text("pinned-bytes") + " bytes pinned";
    out().println("mode " + reply.text("mode") + ", before: " + reply.text("mode-before") + left);
    if (!reply.text(Reply.MESSAGE).isEmpty()) {
      out().println("note: " + reply.text(Reply.MESSAGE));
    }
    return 0;
  }
}
