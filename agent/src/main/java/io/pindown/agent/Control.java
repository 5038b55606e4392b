package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import io.pindown.agent.control.OwnJar;
import io.pindown.agent.control.Reply;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Answers a command of another process: the attach that brings the command loads the agent once more, which the VM turns into a call of the agent
 * that is there already, whatever jar was named. So what is asked, and by which version, is looked at before anything is done.
 *
 * <p>Runs in the VM's own thread for attaches, one command at a time. Never throws. Not loaded before the first command.
 */
final class Control {
  /** How the argument begins that brings a command, where otherwise options are: no option's name has a colon. */
  static final String PREFIX = "control:";

  /** As {@link Reply#PROPERTY}: a constant, so that a start needs neither class. */
  static final String PROPERTY = Reply.PROPERTY;

  private static final Path SELF = Path.of("/proc/self");

  private Control() {}

  /** @param argument {@link #PREFIX} and the path of a {@link Mailbox} */
  static synchronized void answer(String argument, Instrumentation instrumentation) {
    try {
      Mailbox mailbox = Mailbox.told(Path.of(argument.substring(PREFIX.length())), SELF);
      Message request = mailbox.take();
      if (request != null) { // else nobody waits for it any more
        mailbox.answer(reply(request, mailbox, instrumentation));
      }
    } catch (Throwable e) {
      Log.error("a command is not answered: ".concat(e.toString()));
    }
  }

  private static Message reply(Message request, Mailbox mailbox, Instrumentation instrumentation) throws IOException {
    Message reply = new Message().put(Reply.VERSION, OwnJar.version()).put(Reply.JAR, OwnJar.path().toString());
    try {
      String other = otherAgent(request);
      if (other != null) {
        return reply.put(Reply.OUTCOME, Reply.OTHER_AGENT).put(Reply.MESSAGE, other);
      }
      Request command = Requests.of(request.text(Reply.COMMAND));
      if (command == null) {
        return reply.put(Reply.OUTCOME, Reply.REFUSED).put(Reply.MESSAGE, "no command '" + request.text(Reply.COMMAND) + "'; commands: " + Requests.names());
      }
      if (command.needsAgent() && Installation.installed() == null) {
        return reply.put(Reply.OUTCOME, Reply.NOT_ATTACHED).put(Reply.MESSAGE, "no agent is installed in this process");
      }
      command.meet(request, reply, mailbox, instrumentation);
      return reply.put(Reply.OUTCOME, Reply.DONE);
    } catch (RequestException refused) {
      return reply.put(Reply.OUTCOME, Reply.REFUSED).put(Reply.MESSAGE, refused.getMessage());
    } catch (Throwable e) {
      Log.error("command " + request.text(Reply.COMMAND) + " failed: " + e);
      return reply.put(Reply.OUTCOME, Reply.FAILED).put(Reply.MESSAGE, e.toString());
    }
  }

  /** Why the one who asks is another version than this, whose classes would do something else than it means; null if it is not. */
  private static String otherAgent(Message request) throws IOException {
    String version = request.text(Reply.VERSION);
    if (!version.equals(OwnJar.version())) {
      return "the agent in the process is version " + OwnJar.version() + " from " + OwnJar.path() + ", the command is version " + version;
    }
    Path own = OwnJar.path();
    Path others = Path.of(request.text(Reply.JAR));
    if (!own.equals(others) && Files.isRegularFile(own) && Files.isRegularFile(others) && Files.mismatch(own, others) >= 0) {
      return "the agent in the process is from " + own + ", the command from " + others + ": files that differ";
    }
    return null;
  }
}
