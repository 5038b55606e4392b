package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringLayouts.SQE$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** The application's side of the submission queue: it moves the tail, the kernel moves the head. For one thread at a time. */
final class SubmissionQueue {
  private static final VarHandle INDEX$VH = JAVA_INT.varHandle();

  private static final long SIZE = SQE$LAYOUT.byteSize();
  private static final long OPCODE = offset(SQE$LAYOUT, "opcode");
  private static final long FLAGS = offset(SQE$LAYOUT, "flags");
  private static final long IOPRIO = offset(SQE$LAYOUT, "ioprio");
  private static final long FD = offset(SQE$LAYOUT, "fd");
  private static final long OFF = offset(SQE$LAYOUT, "off");
  private static final long ADDR = offset(SQE$LAYOUT, "addr");
  private static final long LEN = offset(SQE$LAYOUT, "len");
  private static final long MSG_FLAGS = offset(SQE$LAYOUT, "msg_flags");
  private static final long USER_DATA = offset(SQE$LAYOUT, "user_data");
  private static final long BUF_INDEX = offset(SQE$LAYOUT, "buf_index");
  private static final long PERSONALITY = offset(SQE$LAYOUT, "personality");
  private static final long FILE_INDEX = offset(SQE$LAYOUT, "file_index");
  private static final long ADDR3 = offset(SQE$LAYOUT, "addr3");
  private static final long PAD2 = offset(SQE$LAYOUT, "__pad2");

  private final MemorySegment queue;
  private final MemorySegment entries;
  private final long headOffset;
  private final long tailOffset;
  private final long flagsOffset;
  private final int capacity;
  private int tail;

  SubmissionQueue(RingMemory memory) {
    queue = memory.queues();
    entries = memory.entries();
    headOffset = memory.offsetOf("sq_off", "head");
    tailOffset = memory.offsetOf("sq_off", "tail");
    flagsOffset = memory.offsetOf("sq_off", "flags");
    capacity = queue.get(JAVA_INT, memory.offsetOf("sq_off", "ring_entries"));
    // The kernel reads entry array[i] for position i. Position and entry are the same here, for good.
    long array = memory.offsetOf("sq_off", "array");
    for (int i = 0; i < capacity; i++) {
      queue.set(JAVA_INT, array + (long) i * Integer.BYTES, i);
    }
    tail = queue.get(JAVA_INT, tailOffset);
  }

  boolean isFull() {
    return pending() == capacity;
  }

  /** Entries that the kernel has not taken yet. */
  int pending() {
    // Acquire, pairs with the kernel's release store of the head: it has read an entry before we see it free, and write over it.
    return tail - (int) INDEX$VH.getAcquire(queue, headOffset);
  }

  /** Whether the kernel holds completions that did not fit the completion queue. Opaque: a hint, re-read at each poll. */
  boolean hasOverflow() {
    return ((int) INDEX$VH.getOpaque(queue, flagsOffset) & UringConstants.IORING_SQ_CQ_OVERFLOW) != 0;
  }

  /** Writes one entry; the queue must not be full. The meaning of the arguments depends on the operation, as in the C structure. */
  void add(int opcode, int ioprio, int fd, long off, long addr, int len, int flags, int bufferIndex, long userData) {
    long entry = (tail & capacity - 1) * SIZE;
    // Entries are reused: what this operation does not use must be 0, or newer kernels refuse it.
    entries.set(JAVA_BYTE, entry + FLAGS, (byte) 0);
    entries.set(JAVA_SHORT, entry + PERSONALITY, (short) 0);
    entries.set(JAVA_INT, entry + FILE_INDEX, 0);
    entries.set(JAVA_LONG, entry + ADDR3, 0);
    entries.set(JAVA_LONG, entry + PAD2, 0);
    entries.set(JAVA_BYTE, entry + OPCODE, (byte) opcode);
    entries.set(JAVA_SHORT, entry + IOPRIO, (short) ioprio);
    entries.set(JAVA_INT, entry + FD, fd);
    entries.set(JAVA_LONG, entry + OFF, off);
    entries.set(JAVA_LONG, entry + ADDR, addr);
    entries.set(JAVA_INT, entry + LEN, len);
    entries.set(JAVA_INT, entry + MSG_FLAGS, flags);
    entries.set(JAVA_LONG, entry + USER_DATA, userData);
    entries.set(JAVA_SHORT, entry + BUF_INDEX, (short) bufferIndex);
    tail++;
    // Release, pairs with the kernel's acquire load of the tail: it sees the whole entry, and the payload written before.
    INDEX$VH.setRelease(queue, tailOffset, tail);
  }
}
