package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The memory that Java code and the reader share. There is one in a process, for ever, since the reader may look at it until the process
 * ends; and static, so that the compiler takes its address for the constant that it is.
 *
 * <pre>
 * word     written by             access                  publishes
 * state    reader                 xchg up, store down;    up: that messages may have been taken and not counted, before the kernel lets
 *                                 read with acquire       go who caused them; down: the messages, and how many there are
 * end      reader, once           store after the last    that it has ended, and why
 *                                 xchg of state; acquire
 * others   Java, before the       plain                   made visible by the thread's creation
 *          reader is started
 * </pre>
 */
final class ControlBlock {
  static final short POLLIN = 1;

  private static final int STATE = 0;
  private static final int USERFAULTFD = 64;
  private static final int EVENTFD = 72;
  private static final int RING = 80;
  private static final int MASK = 88;
  private static final int BATCH = 96;
  private static final int END = 104;
  private static final int SIGNALS = 112;
  private static final int NAME = 120;
  private static final int THREAD = 136;
  private static final int TASKS = 144;
  private static final int ENTRIES = 152;
  private static final int PARKED = 160;
  private static final int PARKED_MASK = 168;
  private static final int PROCESS = 176;
  private static final int SIZE = 192;
  private static final int EVENTS = 4;

  private static final MemorySegment WORDS = Arena.global().allocate(SIZE, 64);
  private static final VarHandle LONG = JAVA_LONG.varHandle();

  private ControlBlock() {}

  static MemorySegment memory() {
    return WORDS;
  }

  /** Before the reader is started. */
  static void prepare(int userfaultfd, int eventfd, long ring, long slots, long batch, String threadName) {
    descriptor(USERFAULTFD, userfaultfd);
    descriptor(EVENTFD, eventfd);
    WORDS.set(JAVA_LONG, RING, ring);
    WORDS.set(JAVA_LONG, MASK, slots - 1);
    WORDS.set(JAVA_LONG, BATCH, batch);
    WORDS.set(JAVA_LONG, SIGNALS, -1L);
    byte[] name = threadName.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(name, 0, WORDS, JAVA_BYTE, NAME, Math.min(name.length, 15));
    WORDS.set(JAVA_LONG, TASKS, -1L);
  }

  /** After {@link #prepare} and before the reader is started: it is to note who waits, see {@link ParkedThreads}. */
  static void prepareToLook(long tasks, long entries, long parked, long records, long process) {
    WORDS.set(JAVA_LONG, ENTRIES, entries);
    WORDS.set(JAVA_LONG, PARKED, parked);
    WORDS.set(JAVA_LONG, PARKED_MASK, records - 1);
    WORDS.set(JAVA_LONG, PROCESS, process);
    WORDS.set(JAVA_LONG, TASKS, tasks);
  }

  private static void descriptor(long offset, int descriptor) {
    WORDS.set(JAVA_INT, offset, descriptor);
    WORDS.set(java.lang.foreign.ValueLayout.JAVA_SHORT, offset + EVENTS, POLLIN);
  }

  /** Twice the number of messages read, and 1 more while another one may be on its way. */
  static long state() {
    return (long) LONG.getAcquire(WORDS, (long) STATE);
  }

  /** 0 while the reader runs, 1 when it was told to end, else the negative error number that ended it. */
  static long end() {
    return (long) LONG.getAcquire(WORDS, (long) END);
  }

  /** The reader's thread id, 0 before it runs. */
  static long thread() {
    return (long) LONG.getAcquire(WORDS, (long) THREAD);
  }
}
