package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringLayouts.CQE$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** The application's side of the completion queue: the kernel moves the tail, it moves the head. For one thread at a time. */
final class CompletionQueue {
  private static final VarHandle INDEX$VH = JAVA_INT.varHandle();

  private static final long SIZE = CQE$LAYOUT.byteSize();
  private static final long USER_DATA = offset(CQE$LAYOUT, "user_data");
  private static final long RES = offset(CQE$LAYOUT, "res");
  private static final long FLAGS = offset(CQE$LAYOUT, "flags");

  private final MemorySegment queue;
  private final long headOffset;
  private final long tailOffset;
  private final long entriesOffset;
  private final int capacity;
  private int head;

  CompletionQueue(RingMemory memory) {
    queue = memory.queues();
    headOffset = memory.offsetOf("cq_off", "head");
    tailOffset = memory.offsetOf("cq_off", "tail");
    entriesOffset = memory.offsetOf("cq_off", "cqes");
    capacity = queue.get(JAVA_INT, memory.offsetOf("cq_off", "ring_entries"));
    head = queue.get(JAVA_INT, headOffset);
  }

  int capacity() {
    return capacity;
  }

  boolean isEmpty() {
    // Acquire, pairs with the kernel's release store of the tail: the entry, and the data that it speaks of, are there to be read.
    return (int) INDEX$VH.getAcquire(queue, tailOffset) == head;
  }

  // The oldest entry; the queue must not be empty.

  long userData() {
    return queue.get(JAVA_LONG, entry() + USER_DATA);
  }

  int result() {
    return queue.get(JAVA_INT, entry() + RES);
  }

  int flags() {
    return queue.get(JAVA_INT, entry() + FLAGS);
  }

  /** Gives the oldest entry back to the kernel. */
  void advance() {
    head++;
    // Release, pairs with the kernel's acquire load of the head: our reads of the entry are done before it writes a new one there.
    INDEX$VH.setRelease(queue, headOffset, head);
  }

  private long entry() {
    return entriesOffset + (head & capacity - 1) * SIZE;
  }
}
