package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import java.lang.instrument.Instrumentation;

/** Flushes all caches of the process: what is not in use is deregistered when the reply comes. */
final class FlushRequest implements Request {
  @Override
  public void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws Throwable {
    ShownCaches caches = ShownCaches.of();
    long live = caches.sum("Live");
    long pinned = caches.sum("PinnedBytes");
    long observed = caches.sum("WouldBePinnedBytes");
    caches.flush();
    reply.put("caches", caches.size());
    reply.put("registrations-before", live).put("pinned-bytes-before", pinned).put("would-be-pinned-bytes-before", observed);
    reply.put("registrations", caches.sum("Live")).put("pinned-bytes", caches.sum("PinnedBytes"));
  }
}
