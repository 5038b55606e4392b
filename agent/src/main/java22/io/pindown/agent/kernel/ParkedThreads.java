package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which threads waited in the kernel for an event to be read, as the reader has written down before it read it. The kernel's events name no
 * thread, but whoever causes one stays in its system call until it is read, and {@code /proc/self/task/ID/syscall} shows that call. What
 * another process of the same address space does, as a child between vfork and exec, is not found so, nor what the kernel's own workers do.
 *
 * <pre>
 * record of {@link #RECORD} bytes, see {@code reader.S}
 * number     reader: store of 0, then of the event's number + 1 after the rest; x86-64 keeps the order of stores
 *            {@link #of}: acquire before the rest is copied, and again after a fence: the same number means an unchanged record
 * </pre>
 */
final class ParkedThreads {
  static final int RECORD = 8192;
  static final int MOST_THREADS = 7;

  private static final int RECORDS = 512;
  private static final int ENTRIES = 16384;
  private static final int COUNT = 8;
  private static final int THREADS = 1024;
  private static final int NAME = 8;
  private static final int NAME_BYTES = 24;
  private static final int STACK_BYTES = 32;
  private static final int CALL = 40;
  private static final int CALL_BYTES = 184;
  private static final int STACK = 224;
  private static final int MOST_STACK = 800;
  private static final int SYS_OPEN = 2;
  private static final int SYS_MMAP = 9;
  private static final int SYS_GETPID = 39;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS_POPULATE = 0x8022;
  private static final long DIRECTORY_CLOEXEC = 0x90000;
  private static final VarHandle LONG = JAVA_LONG.varHandle();

  private final MemorySegment records;

  private ParkedThreads(MemorySegment records) {
    this.records = records;
  }

  /**
   * Has the reader look from its start on; between {@link ControlBlock#prepare} and that. Its memory stays until the process ends.
   *
   * @throws IllegalStateException if there is no memory, or no /proc
   */
  static ParkedThreads prepare(NativeCode code) throws Throwable {
    long tasks;
    try (Arena arena = Arena.ofConfined()) {
      tasks = code.call(SYS_OPEN, arena.allocateFrom("/proc/self/task").address(), DIRECTORY_CLOEXEC, 0);
    }
    long bytes = (long) RECORDS * RECORD;
    long address = code.call(SYS_MMAP, 0, bytes + ENTRIES, READ_WRITE, PRIVATE_ANONYMOUS_POPULATE, -1, 0);
    if (tasks < 0 || address < 0) {
      throw new IllegalStateException("threads cannot be told from each other: error " + -Math.min(tasks, address));
    }
    ControlBlock.prepareToLook(tasks, address + bytes, address, RECORDS, code.call(SYS_GETPID, 0, 0, 0));
    return new ParkedThreads(code.at(address, bytes));
  }

  /** Those that waited when the event of that number was read; none if that has been overwritten. */
  List<ParkedCall> of(long event) {
    MemorySegment record = records.asSlice((event & RECORDS - 1) * RECORD, RECORD);
    List<ParkedCall> calls = new ArrayList<>();
    if ((long) LONG.getAcquire(record, 0L) == event + 1) {
      long count = Math.min(record.get(JAVA_LONG, COUNT), MOST_THREADS);
      for (int i = 0; i < count; i++) {
        ParkedCall call = call(record.asSlice(THREADS + i * 1024L, 1024));
        if (call != null) {
          calls.add(call);
        }
      }
      VarHandle.acquireFence();
      if ((long) LONG.getAcquire(record, 0L) != event + 1) {
        calls.clear();
      }
    }
    return calls;
  }

  private static ParkedCall call(MemorySegment thread) {
    int bytes = (int) Math.max(0, Math.min(thread.get(JAVA_LONG, STACK_BYTES), MOST_STACK));
    long[] stack = thread.asSlice(STACK, bytes & -Long.BYTES).toArray(JAVA_LONG);
    return ParkedCall.parse(
        thread.get(JAVA_LONG, 0), text(thread, NAME, NAME_BYTES).strip(), text(thread, CALL, CALL_BYTES), stack);
  }

  private static String text(MemorySegment from, int at, int most) {
    byte[] bytes = from.asSlice(at, most).toArray(JAVA_BYTE);
    int length = 0;
    while (length < most && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
