package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringConstants.IORING_ENTER_EXT_ARG;
import static io.pindown.nic.uring.UringConstants.IORING_ENTER_GETEVENTS;
import static io.pindown.nic.uring.UringLayouts.GETEVENTS_ARG$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.TIMESPEC$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/** Submits operations and sorts their completions. For one thread at a time; {@link #refuse} is for any. */
final class Engine {
  /** The longest single wait inside the kernel; after it the waiter looks whether the ring is being closed by another thread. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int SIGNAL_SET_BYTES = 8;
  private static final long TV_SEC = offset(TIMESPEC$LAYOUT, "tv_sec");
  private static final long TV_NSEC = offset(TIMESPEC$LAYOUT, "tv_nsec");
  private static final int NONE = -1;

  private final int fd;
  private final SubmissionQueue submissions;
  private final CompletionQueue completions;
  private final Operations operations;
  private final Backlog backlog;
  private final MemorySegment timeout;
  private final MemorySegment waitArgument;

  /** Taken by the kernel, last completion not seen. */
  private int inFlight;

  private int awaited = NONE;
  private int awaitedResult;
  private boolean awaitedDone;
  private volatile boolean refusing;

  Engine(RingMemory memory, int maximumOperations, Arena arena) {
    fd = memory.fd();
    submissions = new SubmissionQueue(memory);
    completions = new CompletionQueue(memory);
    operations = new Operations(maximumOperations);
    backlog = new Backlog(maximumOperations);
    timeout = arena.allocate(TIMESPEC$LAYOUT);
    waitArgument = arena.allocate(GETEVENTS_ARG$LAYOUT);
    waitArgument.set(JAVA_INT, offset(GETEVENTS_ARG$LAYOUT, "sigmask_sz"), SIGNAL_SET_BYTES);
    waitArgument.set(JAVA_LONG, offset(GETEVENTS_ARG$LAYOUT, "ts"), timeout.address());
  }

  /** From now on all calls but {@link #drain} fail; a waiting one does so within a slice. */
  void refuse() {
    refusing = true;
  }

  int outstanding() {
    checkOpen();
    return operations.outstanding();
  }

  /** Queues one operation; see {@link SubmissionQueue#add} for the arguments. */
  void queue(int opcode, int ioprio, int socketOrFile, long off, long addr, int len, int flags, int bufferIndex, long userData) {
    add(opcode, ioprio, socketOrFile, off, addr, len, flags, bufferIndex, operations.begin(userData, false));
  }

  /** Runs one operation to its last completion and returns its result; others' completions go to the backlog. */
  int run(int opcode, int ioprio, int socketOrFile, long off, long addr, int len, int flags, int bufferIndex) {
    int operation = operations.begin(0, true);
    add(opcode, ioprio, socketOrFile, off, addr, len, flags, bufferIndex, operation);
    awaited = operation;
    awaitedDone = false;
    try {
      while (true) {
        reap(null);
        if (awaitedDone) {
          return awaitedResult;
        }
        checkOpen();
        enter(1, SLICE_NANOS);
      }
    } finally {
      awaited = NONE;
    }
  }

  private void add(int opcode, int ioprio, int socketOrFile, long off, long addr, int len, int flags, int bufferIndex, int operation) {
    try {
      if (submissions.isFull()) {
        submit();
      }
      submissions.add(opcode, ioprio, socketOrFile, off, addr, len, flags, bufferIndex, operation);
    } catch (Throwable t) {
      operations.end(operation);
      throw t;
    }
  }

  /** Hands all queued operations to the kernel; returns how many. */
  int submit() {
    checkOpen();
    int submitted = 0;
    while (submissions.pending() > 0) {
      submitted += enter(0, 0);
    }
    return submitted;
  }

  /** Delivers what has completed. */
  int poll(CompletionHandler handler) {
    checkOpen();
    if (backlog.isEmpty() && completions.isEmpty() && submissions.hasOverflow()) {
      enter(0, 0);
    }
    return drainBacklog(handler) + reap(handler);
  }

  /** Submits, then delivers completions until {@code minimum}, or until none can come any more, or until the time is over. */
  int await(int minimum, long timeoutNanos, CompletionHandler handler) {
    submit();
    int delivered = poll(handler);
    long start = System.nanoTime();
    while (delivered < minimum) {
      checkOpen(); // first: a handler may have closed the ring, whose memory is gone then
      if (inFlight == 0 && submissions.pending() == 0) {
        break;
      }
      long left = timeoutNanos - (System.nanoTime() - start);
      if (left <= 0) {
        break;
      }
      enter(Math.min(minimum - delivered, Math.max(1, inFlight)), Math.min(left, SLICE_NANOS));
      delivered += poll(handler);
    }
    return delivered;
  }

  /** Discards completions until no operation is in flight or the time is over; returns how many are left. Submits nothing. */
  int drain(long timeoutNanos) {
    long start = System.nanoTime();
    while (true) {
      while (!completions.isEmpty()) {
        if (Completion.isLast(completions.flags())) {
          inFlight--;
        }
        completions.advance();
      }
      long left = timeoutNanos - (System.nanoTime() - start);
      if (inFlight == 0 || left <= 0) {
        return inFlight;
      }
      call(0, 1, Math.min(left, SLICE_NANOS));
    }
  }

  private int drainBacklog(CompletionHandler handler) {
    int delivered = 0;
    while (!refusing && !backlog.isEmpty()) {
      int operation = backlog.operation();
      int result = backlog.result();
      int flags = backlog.flags();
      backlog.remove();
      deliver(operation, result, flags, handler);
      delivered++;
    }
    return delivered;
  }

  /** Without a handler, completions of others than the awaited operation go to the backlog. */
  private int reap(CompletionHandler handler) {
    int delivered = 0;
    // The handler may close the ring: then the queue's memory is gone.
    while (!refusing && !completions.isEmpty()) {
      int operation = (int) completions.userData();
      int result = completions.result();
      int flags = completions.flags();
      // Before the handler runs: should it throw, this completion is over and the next one is not lost.
      completions.advance();
      if (Completion.isLast(flags)) {
        inFlight--;
      }
      if (operations.isSilent(operation)) {
        settle(operation, result, flags);
      } else if (handler == null) {
        backlog.add(operation, result, flags);
      } else {
        deliver(operation, result, flags, handler);
        delivered++;
      }
    }
    return delivered;
  }

  private void settle(int operation, int result, int flags) {
    boolean last = Completion.isLast(flags);
    if (operation == awaited) {
      if (!Completion.isNotification(flags)) {
        awaitedResult = result;
      }
      awaitedDone = last;
    }
    if (last) {
      operations.end(operation);
    }
  }

  private void deliver(int operation, int result, int flags, CompletionHandler handler) {
    long userData = operations.userData(operation);
    if (Completion.isLast(flags)) {
      operations.end(operation);
    }
    handler.completed(userData, result, flags);
  }

  /** One io_uring_enter that submits what is queued; returns how many operations the kernel took. */
  private int enter(int minimum, long waitNanos) {
    int taken = call(submissions.pending(), minimum, waitNanos);
    if (taken >= 0) {
      inFlight += taken;
      return taken;
    }
    switch (-taken) {
      case Errno.EINTR, Errno.ETIME -> {}
      // The kernel holds back submissions until completions have been taken; ours then are in the backlog.
      case Errno.EBUSY -> reap(null);
      case Errno.EAGAIN ->
          throw new NativeException("io_uring_enter", Errno.EAGAIN, "the kernel has no memory for a request; nothing is lost, try again");
      default -> throw new NativeException("io_uring_enter", -taken);
    }
    return 0;
  }

  private int call(int toSubmit, int minimum, long waitNanos) {
    timeout.set(JAVA_LONG, TV_SEC, waitNanos / NANOS_PER_SECOND);
    timeout.set(JAVA_LONG, TV_NSEC, waitNanos % NANOS_PER_SECOND);
    int flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
    return SystemCalls.io_uring_enter(fd, toSubmit, minimum, flags, waitArgument.address(), waitArgument.byteSize());
  }

  private void checkOpen() {
    if (refusing) {
      throw new IllegalStateException("the ring is closed");
    }
  }
}
