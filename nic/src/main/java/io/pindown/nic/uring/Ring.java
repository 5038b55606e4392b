package io.pindown.nic.uring;

import static io.pindown.nic.ffi.LibcConstants.MSG_NOSIGNAL;
import static io.pindown.nic.ffi.LibcConstants.MSG_WAITALL;
import static io.pindown.nic.uring.UringConstants.IORING_OP_POLL_ADD;
import static io.pindown.nic.uring.UringConstants.IORING_OP_READ_FIXED;
import static io.pindown.nic.uring.UringConstants.IORING_OP_RECV;
import static io.pindown.nic.uring.UringConstants.IORING_OP_SEND;
import static io.pindown.nic.uring.UringConstants.IORING_OP_SEND_ZC;
import static io.pindown.nic.uring.UringConstants.IORING_OP_WRITE_FIXED;
import static io.pindown.nic.uring.UringConstants.IORING_RECVSEND_FIXED_BUF;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Gate;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * An io_uring instance with a table of registered memory.
 *
 * <p>Memory is registered once and then used by many operations: {@link #register(long, long)} pins it and gives a {@link Region}. There
 * are two ways to run an operation. The blocking methods ({@link #sendZeroCopy}, {@link #writeFixed} and so on) return when all is done.
 * The {@code queue} methods put an operation into the submission queue; {@link #submit} or {@link #await} hands what is queued to the
 * kernel; {@link #poll} and {@link #await} deliver completions with the user data given. Both may be mixed. At most
 * {@link RingOptions#operations()} are outstanding at a time, a blocking one included; one more is refused with an
 * IllegalStateException.
 *
 * <p><b>Threads.</b> Registering, closing regions and {@link #close} are thread-safe. All else is for one thread at a time: a second
 * one gets an IllegalStateException. The kernel cancels the operations of a thread that ends. No method reacts to Thread.interrupt.
 *
 * <p><b>Memory.</b> What an operation uses must stay mapped, and unchanged if it is sent, until its last completion.
 *
 * <p>A ring that is not closed keeps its memory and pinned pages until the process ends.
 */
public final class Ring implements AutoCloseable {
  /** The most that one region can have: 1 GiB, the kernel's limit for one fixed buffer. */
  public static final long MAX_REGION_LENGTH = 1L << 30;

  private static final long CLOSE_TURN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CLOSE_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RingOptions options;
  private final RingMemory memory;
  private final Arena arena;
  private final Gate gate = new Gate();
  private final Turn turn = new Turn();
  private final Object closing = new Object();
  private final BufferTable table;
  private final Engine engine;
  private final Cancellation cancellation;
  private final int sendFlags;
  private boolean released;

  /**
   * Reserved for a transparent registration cache, which keeps itself here. This library never touches it.
   */
  @SuppressWarnings("unused")
  private Object cache;

  Ring(RingOptions options, RingMemory memory, Arena arena) {
    this.options = options;
    this.memory = memory;
    this.arena = arena;
    table = new BufferTable(memory.fd(), gate, options.regions(), arena);
    engine = new Engine(memory, options.operations(), arena);
    cancellation = new Cancellation(memory.fd(), arena);
    sendFlags = MSG_NOSIGNAL | (options.wholeSends() ? MSG_WAITALL : 0);
  }

  /** Whether io_uring works here, with all that this library needs, and if not, why. Asks the kernel each time. */
  public static Capability probe() {
    return RingOpener.probe();
  }

  /** Opens a ring with {@link RingOptions#defaults()}. */
  public static Ring open() {
    return open(RingOptions.defaults());
  }

  /**
   * Opens a ring.
   *
   * @throws IoUringUnavailableException if that is forbidden or not supported; the message says by what
   */
  public static Ring open(RingOptions options) {
    return RingOpener.open(Objects.requireNonNull(options, "options"));
  }

  public RingOptions options() {
    return options;
  }

  public boolean isOpen() {
    return !gate.isClosed();
  }

  // ---- Regions

  /** Registers all of {@code segment}, which must be native memory, and which the caller keeps alive. */
  public Region register(MemorySegment segment) {
    return register(Arguments.address(segment), segment.byteSize());
  }

  /**
   * Pins {@code [address, address + length)} and puts it into the table. Thread-safe.
   *
   * <p>A transparent registration cache replaces this method; {@link #pin} is what it does without one.
   *
   * @param length in bytes, 1 to {@link #MAX_REGION_LENGTH}
   * @throws IllegalArgumentException if the range is not one
   * @throws RegionException if the table is full, or the kernel refuses
   */
  public Region register(long address, long length) {
    return pin(address, length);
  }

  /** Registers, always, in a slot of its own and never through a cache. For the rest as {@link #register(long, long)}. */
  public Region pin(long address, long length) {
    Arguments.checkRegion(address, length);
    return new Region(this, table.fill(address, length), address, length);
  }

  /** Slots of the table that are in use at the moment. */
  public int regionCount() {
    return table.used();
  }

  BufferTable table() {
    return table;
  }

  // ---- Blocking operations

  /**
   * Sends a part of a region without copying it; returns when the kernel is done with the memory, that is when the data was delivered
   * or, on a connection within this host, copied by the kernel.
   *
   * @param socket descriptor of a connected stream socket
   * @throws NativeException if the connection breaks; a part may have been sent
   */
  public void sendZeroCopy(int socket, Region region, long address, long length) {
    checkOperation(socket, region, address, length);
    long done = 0;
    while (done < length) {
      int sent = run(IORING_OP_SEND_ZC, IORING_RECVSEND_FIXED_BUF, socket, 0, address + done, length - done, sendFlags, region.index());
      done += Arguments.progress("SEND_ZC", sent, done, length);
    }
  }

  /** Sends {@code segment}, which need not be registered; the kernel copies it. */
  public void send(int socket, MemorySegment segment) {
    long address = Arguments.address(segment);
    Arguments.checkDescriptor(socket);
    for (long done = 0; done < segment.byteSize(); ) {
      long length = Math.min(segment.byteSize() - done, MAX_REGION_LENGTH);
      done += Arguments.progress("SEND", run(IORING_OP_SEND, 0, socket, 0, address + done, length, sendFlags, 0), done, segment.byteSize());
    }
    Reference.reachabilityFence(segment);
  }

  /**
   * Receives what is there, waiting for the first byte.
   *
   * @return bytes, 1 to the size of {@code segment}; 0 when the peer has closed its side
   */
  public int receive(int socket, MemorySegment segment) {
    long address = Arguments.writable(segment);
    Arguments.checkDescriptor(socket);
    int received = run(IORING_OP_RECV, 0, socket, 0, address, Math.min(segment.byteSize(), MAX_REGION_LENGTH), 0, 0);
    Reference.reachabilityFence(segment);
    return NativeException.check("RECV", received);
  }

  /** Writes a part of a region to a file, all of it. */
  public void writeFixed(int file, long fileOffset, Region region, long address, long length) {
    checkOperation(file, region, address, length);
    long done = 0;
    while (done < length) {
      int written = run(IORING_OP_WRITE_FIXED, 0, file, fileOffset + done, address + done, length - done, 0, region.index());
      done += Arguments.progress("WRITE_FIXED", written, done, length);
    }
  }

  /**
   * Reads from a file into a part of a region until that is full or the file ends.
   *
   * @return bytes read
   */
  public long readFixed(int file, long fileOffset, Region region, long address, long length) {
    checkOperation(file, region, address, length);
    long done = 0;
    while (done < length) {
      int read = run(IORING_OP_READ_FIXED, 0, file, fileOffset + done, address + done, length - done, 0, region.index());
      if (NativeException.check("READ_FIXED", read) == 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  private void enter() {
    try {
      turn.enter();
    } catch (IllegalStateException e) {
      // the thread that is inside may be the one that closes the ring
      throw isOpen() ? e : new IllegalStateException("the ring is closed");
    }
  }

  private int run(int opcode, int ioprio, int fd, long offset, long address, long length, int flags, int bufferIndex) {
    enter();
    try {
      return engine.run(opcode, ioprio, fd, offset, address, (int) length, flags, bufferIndex);
    } finally {
      turn.leave();
    }
  }

  // ---- Queue and completions

  /**
   * Queues a zero-copy send. It may complete with fewer bytes than asked for (see {@link RingOptions#wholeSends()}), and completes twice.
   *
   * <p>Sends that are in flight on the same socket together may be interleaved by the kernel: have one at a time for each socket.
   *
   * @throws IllegalStateException if as many operations are outstanding as the ring was opened for
   */
  public void queueSendZeroCopy(int socket, Region region, long address, long length, long userData) {
    checkOperation(socket, region, address, length);
    queue(IORING_OP_SEND_ZC, IORING_RECVSEND_FIXED_BUF, socket, 0, address, length, sendFlags, region.index(), userData);
  }

  /** Queues a send of memory that need not be registered; at most 1 GiB at a time. For the rest as {@link #queueSendZeroCopy}. */
  public void queueSend(int socket, MemorySegment segment, long userData) {
    Arguments.checkDescriptor(socket);
    queue(IORING_OP_SEND, 0, socket, 0, Arguments.address(segment), Arguments.operationLength(segment), sendFlags, 0, userData);
  }

  /** Queues a receive, which completes with 1 byte or more, or with 0 at the end of the stream. */
  public void queueReceive(int socket, MemorySegment segment, long userData) {
    Arguments.checkDescriptor(socket);
    queue(IORING_OP_RECV, 0, socket, 0, Arguments.writable(segment), Arguments.operationLength(segment), 0, 0, userData);
  }

  /** Queues a write to a file, which may complete short. */
  public void queueWriteFixed(int file, long fileOffset, Region region, long address, long length, long userData) {
    checkOperation(file, region, address, length);
    queue(IORING_OP_WRITE_FIXED, 0, file, fileOffset, address, length, 0, region.index(), userData);
  }

  /** Queues a read from a file, which may complete short, with 0 at the end of the file. */
  public void queueReadFixed(int file, long fileOffset, Region region, long address, long length, long userData) {
    checkOperation(file, region, address, length);
    queue(IORING_OP_READ_FIXED, 0, file, fileOffset, address, length, 0, region.index(), userData);
  }

  /**
   * Queues a poll of any descriptor, which completes once, with the events that are there, as soon as there is one of those asked for.
   *
   * @param events POLLIN, POLLOUT and so on, or more than one of them, as in poll(2); errors and hang-ups complete it in any case
   */
  public void queuePoll(int fd, int events, long userData) {
    Arguments.checkDescriptor(fd);
    queue(IORING_OP_POLL_ADD, 0, fd, 0, 0, 0, events, 0, userData);
  }

  private void queue(int opcode, int ioprio, int fd, long offset, long address, long length, int flags, int bufferIndex, long userData) {
    enter();
    try {
      engine.queue(opcode, ioprio, fd, offset, address, (int) length, flags, bufferIndex, userData);
    } finally {
      turn.leave();
    }
  }

  /** Hands everything queued to the kernel; returns how many operations that were. */
  public int submit() {
    enter();
    try {
      return engine.submit();
    } finally {
      turn.leave();
    }
  }

  /** Delivers the completions that are there; returns how many. Neither submits nor waits. */
  public int poll(CompletionHandler handler) {
    Objects.requireNonNull(handler, "handler");
    enter();
    try {
      return engine.poll(handler);
    } finally {
      turn.leave();
    }
  }

  /** Submits, and waits without limit; see {@link #await(int, long, TimeUnit, CompletionHandler)}. */
  public int await(int minimum, CompletionHandler handler) {
    return await(minimum, Long.MAX_VALUE, TimeUnit.NANOSECONDS, handler);
  }

  /**
   * Submits everything queued, then delivers completions until it has delivered {@code minimum}, until nothing is in flight any more,
   * or until the time is over.
   *
   * @return how many were delivered; may be more than the minimum
   */
  public int await(int minimum, long timeout, TimeUnit unit, CompletionHandler handler) {
    Objects.requireNonNull(handler, "handler");
    enter();
    try {
      return engine.await(minimum, unit.toNanos(timeout), handler);
    } finally {
      turn.leave();
    }
  }

  /** Operations queued or in flight, and those whose last completion was not delivered yet. */
  public int outstanding() {
    enter();
    try {
      return engine.outstanding();
    } finally {
      turn.leave();
    }
  }

  private void checkOperation(int fd, Region region, long address, long length) {
    Arguments.checkDescriptor(fd);
    if (region.ring() != this) {
      throw new IllegalArgumentException(region + " belongs to another ring");
    }
    region.checkContains(address, length);
    if (!region.isOpen()) {
      throw new IllegalStateException(isOpen() ? region + " is closed" : "the ring is closed");
    }
  }

  /**
   * Cancels what is in flight and discards its completions, deregisters all regions, and gives memory and descriptor back. What was
   * queued and not submitted is dropped. Thread-safe; has no effect the second time. Takes a few seconds at most when something in flight
   * cannot be cancelled; the kernel then ends it later, and keeps its pages until then.
   *
   * @throws IllegalStateException if another thread is inside a method of this ring and does not leave it in ten seconds; the ring then
   *     refuses all use, but its memory is still there, and close may be called again
   */
  @Override
  public void close() {
    synchronized (closing) {
      if (released) {
        return;
      }
      gate.close();
      engine.refuse();
      cancellation.cancelAll();
      if (!turn.enterWithin(CLOSE_TURN_NANOS)) {
        throw new IllegalStateException("a thread is still using the ring ten seconds after it was closed; end its use, then close again");
      }
      try {
        gate.awaitEmpty();
        cancellation.cancelAll();
        engine.drain(CLOSE_DRAIN_NANOS);
        table.unregister();
        arena.close();
        memory.closeDescriptor();
        released = true;
      } finally {
        turn.leave();
      }
    }
  }
}
