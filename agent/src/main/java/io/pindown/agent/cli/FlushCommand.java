package io.pindown.agent.cli;

import io.pindown.agent.control.Message;
import picocli.CommandLine.Command;

/** Flushes the caches of a process. */
@Command(name = "flush", description = "Deregisters all that no lease holds, in all caches of a process; what is used again is registered again.")
public final class FlushCommand extends TargetCommand {
  @Override
  int run() throws Refusal {
    Message reply = channel().ask(command("flush"));
    out().println("flushed " + reply.text("caches") + " caches: " + reply.text("registrations-before") + " registrations of " + reply.text("pinned-bytes-before")
        + " bytes before, " + reply.text("registrations") + " of " + reply.text("pinned-bytes") + " after");
    return 0;
  }
}
