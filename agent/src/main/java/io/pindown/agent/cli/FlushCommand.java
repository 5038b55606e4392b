package io.pindown.agent.cli;

import io.pindown.agent.control.Message;
import picocli.CommandLine.Command;

/** Flushes the caches of a process. */
@Command(name = "flush", description = "Deregisters all that no lease holds, in all caches of a process; what is used again is registered again.")
public final class FlushCommand extends AskingCommand {
  @Override
  int run() throws Refusal {
    Message reply = channel().ask(command("flush"));
    String observed = reply.text("would-be-pinned-bytes-before");
    out().println("flushed " + reply.text("caches") + " caches: " + reply.text("registrations-before") + " registrations of " + reply.text("pinned-bytes-before")
        + " bytes" + (observed.isEmpty() || observed.equals("0") ? "" : " (" + observed + " more would be pinned)") + " before, " + reply.text("registrations") + " of "
        + reply.text("pinned-bytes") + " after");
    return 0;
  }
}
