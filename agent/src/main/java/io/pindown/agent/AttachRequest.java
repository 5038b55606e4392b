package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import java.lang.instrument.Instrumentation;
import java.util.Locale;

/** Installs the agent, with {@code options} as they would stand after {@code -javaagent:jar=}. */
final class AttachRequest implements Request {
  @Override
  public boolean needsAgent() {
    return false;
  }

  @Override
  public void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws Throwable {
    if (Installation.installed() != null) {
      throw new RequestException("an agent is installed already, in mode " + Modes.now().name().toLowerCase(Locale.ROOT));
    }
    if (HookClass.isDefined()) {
      throw new RequestException("another copy of the agent has been installed in this process, or has failed to be");
    }
    AgentOptions options;
    try {
      options = Installation.options(request.get("options"));
    } catch (OptionException wrong) {
      throw new RequestException(wrong.getMessage());
    }
    if (options.mode() == AgentOptions.Mode.OFF) {
      throw new RequestException("mode=off: there is nothing to attach for");
    }
    Installation.install(options, instrumentation, true);
    Log.info("installed");
    Modes.show();
    new StatusRequest().meet(request, reply, mailbox, instrumentation);
  }
}
