package io.pindown.it.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.foreign.UnseenCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A process that stops one thread of another one, by ptrace as in Linux's ptrace(2), until its standard input ends. Arguments: the thread's
 * id; {@code in}, to stop it inside of a system call, {@code before} or {@code after}, on the way into or out of the next one of that number; the
 * number. Prints a line when the thread is its own, and one when it is stopped there. For x86-64.
 */
public final class Tracer {
  private static final int WAIT4 = 61;
  private static final int PTRACE = 101;
  private static final long CONTINUE = 7;
  private static final long GET_REGISTERS = 12;
  private static final long DETACH = 17;
  private static final long TO_NEXT_CALL = 24;
  private static final long SEIZE = 0x4206;
  private static final long INTERRUPT = 0x4207;
  private static final long TELL_CALLS_FROM_SIGNALS = 1;
  private static final long ALL_THREADS = 0x4000_0000L;
  private static final long CALL_STOP = 0x85;
  private static final long ENOSYS = 38;
  private static final long REGISTERS = 27 * Long.BYTES;
  private static final long RESULT = 10 * Long.BYTES;
  private static final long CALL = 15 * Long.BYTES;

  private final long thread;
  private final MemorySegment registers;
  private final MemorySegment status;

  private Tracer(long thread, Arena arena) {
    this.thread = thread;
    this.registers = arena.allocate(REGISTERS, 8);
    this.status = arena.allocate(JAVA_LONG);
  }

  public static void main(String[] args) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      Tracer tracer = new Tracer(Long.parseLong(args[0]), arena);
      long call = Long.parseLong(args[2]);
      tracer.request(SEIZE, TELL_CALLS_FROM_SIGNALS);
      tracer.interrupt();
      System.out.println("stopped");
      switch (args[1]) {
        case "in" -> tracer.stopIn(call);
        case "before" -> tracer.stopBefore(call);
        case "after" -> tracer.stopAfter(call);
        default -> throw new IllegalArgumentException(args[1] + "; allowed are in, before and after");
      }
      System.out.println("held");
      System.in.read(); // to its end
      tracer.request(DETACH, 0);
    }
  }

  private void stopIn(long call) throws Throwable {
    while (register(CALL) != call) {
      request(CONTINUE, 0);
      interrupt();
    }
  }

  private void stopBefore(long call) throws Throwable {
    do {
      request(TO_NEXT_CALL, 0);
    } while (await() != CALL_STOP || register(CALL) != call || register(RESULT) != -ENOSYS); // as it is on the way in
  }

  private void stopAfter(long call) throws Throwable {
    stopBefore(call);
    request(TO_NEXT_CALL, 0);
    await();
  }

  private void interrupt() throws Throwable {
    request(INTERRUPT, 0);
    await();
  }

  /** Waits until it has stopped, and says why. */
  private long await() throws Throwable {
    UnseenCalls.call(WAIT4, thread, status.address(), ALL_THREADS, 0, 0, 0);
    return status.get(JAVA_LONG, 0) >> 8 & 0xff;
  }

  private long register(long offset) throws Throwable {
    request(GET_REGISTERS, registers.address());
    return registers.get(JAVA_LONG, offset);
  }

  private void request(long request, long data) throws Throwable {
    UnseenCalls.call(PTRACE, request, thread, 0, data, 0, 0);
  }
}
