package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.CQ$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.WC$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Where work requests end up. Thread-safe; each completion is polled once. Closing it closes the queue pairs that use it. */
public final class CompletionQueue extends Resource {
  private static final int BATCH = 16;
  private static final int SPINS = 200;
  private static final long PAUSE_NANOS = 20_000;

  private final ContextOperations operations;
  private final long pointer;
  private final int capacity;
  private final boolean notifies;
  private final ReentrantLock lock = new ReentrantLock();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment completions = arena.allocate(WC$LAYOUT.byteSize() * BATCH, 8);

  @SuppressWarnings("restricted")
  private CompletionQueue(ContextOperations operations, long pointer, boolean notifies, Resource... parents) {
    super(parents);
    this.operations = operations;
    this.pointer = pointer;
    this.notifies = notifies;
    MemorySegment queue = MemorySegment.ofAddress(pointer).reinterpret(CQ$LAYOUT.byteSize());
    this.capacity = queue.get(JAVA_INT, VerbsLayouts.offset(CQ$LAYOUT, "cqe"));
  }

  /** {@code channel} may be null. */
  static CompletionQueue make(VerbsContext context, int entries, CompletionChannel channel) {
    long pointer =
        VerbsException.made("ibv_create_cq", ObjectCalls.ibv_create_cq(context.pointer(), entries, 0, channel == null ? 0 : channel.pointer(), 0));
    return channel == null
        ? new CompletionQueue(context.operations(), pointer, false, context)
        : new CompletionQueue(context.operations(), pointer, true, context, channel);
  }

  long pointer() {
    return pointer;
  }

  /** How many completions it holds: at least what was asked for. More that are not polled are an error of the queue. */
  public int capacity() {
    return capacity;
  }

  /** The next completion, or null if there is none. */
  public WorkCompletion poll() {
    List<WorkCompletion> one = poll(1);
    return one.isEmpty() ? null : one.get(0);
  }

  /** Up to {@code most} completions, above 0, in their order; empty if there are none. At most 16 come at a time. */
  public List<WorkCompletion> poll(int most) {
    Arguments.range("most", most, 1, Integer.MAX_VALUE);
    enter();
    lock.lock();
    try {
      int count = operations.poll_cq(pointer, Math.min(most, BATCH), completions);
      if (count < 0) {
        throw new VerbsException("poll_cq", -count, null);
      }
      if (count == 0) {
        return List.of();
      }
      List<WorkCompletion> polled = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        polled.add(WorkCompletion.read(completions, i));
      }
      return polled;
    } finally {
      lock.unlock();
      leave();
    }
  }

  /** Polls until there is a completion; null if there is none in that time. Does not wait on a channel. */
  public WorkCompletion await(long timeout, TimeUnit unit) {
    long nanos = unit.toNanos(timeout);
    long begun = System.nanoTime();
    for (int i = 0; ; i++) {
      WorkCompletion completion = poll();
      if (completion != null || System.nanoTime() - begun >= nanos) {
        return completion;
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  /**
   * Has its channel tell of the next completion that comes after this call, once.
   *
   * @param solicitedOnly only of a failure, or of a receive that the peer has marked as solicited
   * @throws IllegalStateException if it was made without a channel
   */
  public void requestNotification(boolean solicitedOnly) {
    if (!notifies) {
      throw new IllegalStateException(this + " was made without a channel, so there is nothing to tell");
    }
    enter();
    try {
      VerbsException.check("req_notify_cq", operations.req_notify_cq(pointer, solicitedOnly ? 1 : 0));
    } finally {
      leave();
    }
  }

  @Override
  void destroy() {
    try {
      VerbsException.check("ibv_destroy_cq", ObjectCalls.ibv_destroy_cq(pointer));
    } finally {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "CompletionQueue of " + capacity;
  }
}
