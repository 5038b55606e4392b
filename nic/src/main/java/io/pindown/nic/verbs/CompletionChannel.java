package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.COMP_CHANNEL$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/** Tells of completions on the queues that were made with it. Thread-safe; an event goes to one of those that wait. */
public final class CompletionChannel extends Resource {
  private final long pointer;
  private final FdWait wait;

  @SuppressWarnings("restricted")
  CompletionChannel(VerbsContext context, long pointer) {
    super(context);
    this.pointer = pointer;
    MemorySegment channel = MemorySegment.ofAddress(pointer).reinterpret(COMP_CHANNEL$LAYOUT.byteSize());
    this.wait = new FdWait(channel.get(JAVA_INT, VerbsLayouts.offset(COMP_CHANNEL$LAYOUT, "fd")));
  }

  long pointer() {
    return pointer;
  }

  /** The descriptor that is readable while there is an event, for epoll, poll or select. It is this object's: do not read or close it. */
  public int fd() {
    return wait.fd();
  }

  /**
   * Waits for the next event and acknowledges it: its queue has got a completion since it was asked for a notification. Ask again, and poll
   * the queue until it is empty, in this order, so that nothing is missed.
   *
   * @param timeout 0 to look only
   * @return the queue; null if nothing happens in that time
   */
  public CompletionQueue await(long timeout, TimeUnit unit) throws InterruptedException {
    return wait.await(this, unit.toNanos(timeout), this::take);
  }

  private CompletionQueue take() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment queue = arena.allocate(JAVA_LONG);
      VerbsException.check("ibv_get_cq_event", ObjectCalls.ibv_get_cq_event(pointer, queue, arena.allocate(JAVA_LONG)));
      long which = queue.get(JAVA_LONG, 0);
      // a queue is not destroyed before its events are acknowledged, so it is among them still
      CompletionQueue found =
          children().stream().map(CompletionQueue.class::cast).filter(q -> q.pointer() == which).findFirst().orElse(null);
      ObjectCalls.ibv_ack_cq_events(which, 1);
      return found;
    }
  }

  @Override
  void destroy() {
    VerbsException.check("ibv_destroy_comp_channel", ObjectCalls.ibv_destroy_comp_channel(pointer));
  }

  @Override
  public String toString() {
    return "CompletionChannel " + fd();
  }
}
