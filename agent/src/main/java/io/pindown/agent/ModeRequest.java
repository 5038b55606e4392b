package io.pindown.agent;

import io.pindown.agent.AgentOptions.Mode;
import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import io.pindown.agent.control.Reply;
import java.lang.instrument.Instrumentation;
import java.util.Locale;

/** Changes the mode to {@code mode}. */
final class ModeRequest implements Request {
  @Override
  public void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws Throwable {
    Mode wanted = null;
    for (Mode mode : Mode.values()) {
      if (name(mode).equals(request.text("mode"))) {
        wanted = mode;
      }
    }
    if (wanted == null) {
      throw new RequestException("no mode '" + request.text("mode") + "'; allowed: " + OptionReader.MODES);
    }
    reply.put("mode-before", name(Modes.now()));
    String remark = Modes.change(wanted, Installation.installed());
    if (remark != null) {
      reply.put(Reply.MESSAGE, remark);
    }
    reply.put("mode", name(Modes.now()));
    ShownCaches caches = ShownCaches.of();
    reply.put("registrations", caches.sum("Live")).put("pinned-bytes", caches.sum("PinnedBytes"));
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
