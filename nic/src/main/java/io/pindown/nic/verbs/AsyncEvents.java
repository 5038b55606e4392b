package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_CLIENT_REREGISTER;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_GID_CHANGE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_LID_CHANGE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_PKEY_CHANGE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_PORT_ACTIVE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_PORT_ERR;
import static io.pindown.nic.verbs.VerbsConstants.IBV_EVENT_SM_CHANGE;
import static io.pindown.nic.verbs.VerbsLayouts.ASYNC_EVENT$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The asynchronous events of a context. Each is acknowledged as it is taken, so that none keeps a queue pair from being destroyed. */
final class AsyncEvents {
  private final long context;
  private final FdWait wait;

  AsyncEvents(long context, int fd) {
    this.context = context;
    this.wait = new FdWait(fd);
  }

  AsyncEvent await(Resource owner, long nanos) throws InterruptedException {
    return wait.await(owner, nanos, this::take);
  }

  private AsyncEvent take() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(ASYNC_EVENT$LAYOUT);
      VerbsException.check("ibv_get_async_event", DeviceCalls.ibv_get_async_event(context, event));
      int type = event.get(JAVA_INT, VerbsLayouts.offset(ASYNC_EVENT$LAYOUT, "event_type"));
      int port = isOfPort(type) ? event.get(JAVA_INT, VerbsLayouts.offset(ASYNC_EVENT$LAYOUT, "element")) : 0;
      DeviceCalls.ibv_ack_async_event(event);
      return new AsyncEvent(type, DeviceCalls.ibv_event_type_str(type), port);
    }
  }

  private static boolean isOfPort(int type) {
    return switch (type) {
      case IBV_EVENT_PORT_ACTIVE, IBV_EVENT_PORT_ERR, IBV_EVENT_LID_CHANGE, IBV_EVENT_PKEY_CHANGE, IBV_EVENT_SM_CHANGE, IBV_EVENT_CLIENT_REREGISTER,
          IBV_EVENT_GID_CHANGE -> true;
      default -> false;
    };
  }
}
