package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import java.lang.instrument.Instrumentation;

/** What meets one command of another process. Called by one thread at a time. */
interface Request {
  /** Whether an agent must be installed for it. */
  default boolean needsAgent() {
    return true;
  }

  /**
   * Meets it.
   *
   * @param reply gets what there is to say; the outcome is put by who calls this
   * @param mailbox {@link Mailbox#body} is for what is no line of text
   * @param instrumentation a new one, of the attach that brought the command; what it changes is no other's
   * @throws RequestException if it cannot be met and nothing was changed
   */
  void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws Throwable;
}
