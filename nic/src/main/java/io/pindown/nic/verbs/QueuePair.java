package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_QPT_RC;
import static io.pindown.nic.verbs.VerbsConstants.IBV_SEND_FENCE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_SEND_INLINE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_SEND_SIGNALED;
import static io.pindown.nic.verbs.VerbsConstants.IBV_SEND_SOLICITED;
import static io.pindown.nic.verbs.VerbsConstants.IBV_WR_RDMA_READ;
import static io.pindown.nic.verbs.VerbsConstants.IBV_WR_RDMA_WRITE;
import static io.pindown.nic.verbs.VerbsConstants.IBV_WR_SEND;
import static io.pindown.nic.verbs.VerbsLayouts.QP$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.QP_INIT_ATTR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One side of a reliable connection: RESET, then {@link #connect} to INIT, RTR and RTS.
 *
 * <p>A post returns when the device has the request; the memory of its slices must stay registered, mapped, and for what is sent
 * unchanged, until the completion. A request without {@link #SIGNALED} completes silently, unless it fails; its place in the queue is
 * free only after a later one that is signaled has been polled. Posts are thread-safe.
 */
public final class QueuePair extends Resource {
  /** Waits for the reads and atomics posted before. */
  public static final int FENCE = IBV_SEND_FENCE;

  /** Reports success, too. */
  public static final int SIGNALED = IBV_SEND_SIGNALED;

  /** Makes an event at the peer that waits for solicited ones only. */
  public static final int SOLICITED = IBV_SEND_SOLICITED;

  /** The bytes are copied while posting; they need not be registered. */
  public static final int INLINE = IBV_SEND_INLINE;

  private static final int FLAGS = FENCE | SIGNALED | SOLICITED | INLINE;

  private final ProtectionDomain domain;
  private final long pointer;
  private final int number;
  private final ContextOperations operations;
  private final ReentrantLock posting = new ReentrantLock();
  private final Arena arena = Arena.ofShared();
  private final WorkRequests requests;

  @SuppressWarnings("restricted")
  private QueuePair(ProtectionDomain domain, long pointer, int slices, Resource... parents) {
    super(parents);
    this.domain = domain;
    this.pointer = pointer;
    this.operations = domain.context().operations();
    this.number = MemorySegment.ofAddress(pointer).reinterpret(QP$LAYOUT.byteSize()).get(JAVA_INT, offset(QP$LAYOUT, "qp_num"));
    this.requests = new WorkRequests(arena, slices);
  }

  static QueuePair make(ProtectionDomain domain, CompletionQueue sends, CompletionQueue receives, QueuePairOptions options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(QP_INIT_ATTR$LAYOUT);
      a.set(JAVA_LONG, offset(QP_INIT_ATTR$LAYOUT, "send_cq"), sends.pointer());
      a.set(JAVA_LONG, offset(QP_INIT_ATTR$LAYOUT, "recv_cq"), receives.pointer());
      a.set(JAVA_INT, offset(QP_INIT_ATTR$LAYOUT, "qp_type"), IBV_QPT_RC);
      capacity(a, "max_send_wr", options.maxSends());
      capacity(a, "max_recv_wr", options.maxReceives());
      capacity(a, "max_send_sge", options.maxSlices());
      capacity(a, "max_recv_sge", options.maxSlices());
      capacity(a, "max_inline_data", options.maxInline());
      long made = ObjectCalls.ibv_create_qp(domain.pointer(), a);
      if (made <= 0) {
        throw new VerbsException("ibv_create_qp", (int) -made, options + "; the device allows " + domain.context().attributes());
      }
      return sends == receives
          ? new QueuePair(domain, made, options.maxSlices(), domain, sends)
          : new QueuePair(domain, made, options.maxSlices(), domain, sends, receives);
    }
  }

  private static void capacity(MemorySegment a, String member, int value) {
    a.set(JAVA_INT, offset(QP_INIT_ATTR$LAYOUT, "cap", member), value);
  }

  /** Its number, by which the peer knows it: 24 bits. */
  public int number() {
    return number;
  }

  // ---- States

  /** Asks the device. */
  public QueuePairState state() {
    enter();
    try {
      return Transitions.state(pointer);
    } finally {
      leave();
    }
  }

  /** What the peer needs for its {@link #connect}. */
  public Endpoint local(PathOptions path) {
    VerbsContext context = domain.context();
    return new Endpoint(number, path.psn(), context.gid(path.port(), path.gidIndex()), context.port(path.port()).lid());
  }

  /** RESET to INIT: receives may be posted from then on. */
  public void toInit(PathOptions path) {
    run(() -> Transitions.toInit(pointer, path));
  }

  /** INIT to RTR: receives what the peer sends. */
  public void toReadyToReceive(Endpoint peer, PathOptions path) {
    run(() -> Transitions.toReadyToReceive(pointer, peer, path));
  }

  /** RTR to RTS: sends. */
  public void toReadyToSend(PathOptions path) {
    run(() -> Transitions.toReadyToSend(pointer, path));
  }

  /** From RESET to RTS. The peer must do the same with this side's {@link #local}. */
  public void connect(Endpoint peer, PathOptions path) {
    toInit(path);
    toReadyToReceive(peer, path);
    toReadyToSend(path);
  }

  /** To ERR: all that is posted completes with {@code IBV_WC_WR_FLUSH_ERR}. */
  public void toError() {
    run(() -> Transitions.to(pointer, QueuePairState.ERR));
  }

  /** To RESET: all that is posted is forgotten, without a completion. */
  public void reset() {
    run(() -> Transitions.to(pointer, QueuePairState.RESET));
  }

  private void run(Runnable call) {
    enter();
    try {
      call.run();
    } finally {
      leave();
    }
  }

  // ---- Work requests

  /** Sends the slices, one after the other as one message, into a receive of the peer's. {@code flags}: a union of this class's. */
  public void postSend(long workId, int flags, Slice... local) {
    post(workId, IBV_WR_SEND, flags, 0, 0, local);
  }

  /** RDMA WRITE: from the slices to the peer's memory, of which {@code rkey} is the key. The peer is told nothing. */
  public void postWrite(long workId, int flags, long remoteAddress, int rkey, Slice... local) {
    post(workId, IBV_WR_RDMA_WRITE, flags, remoteAddress, rkey, local);
  }

  /** RDMA READ: from the peer's memory into the slices. The peer is told nothing. */
  public void postRead(long workId, int flags, long remoteAddress, int rkey, Slice... local) {
    post(workId, IBV_WR_RDMA_READ, flags, remoteAddress, rkey, local);
  }

  private void post(long workId, int opcode, int flags, long remoteAddress, int rkey, Slice[] local) {
    if ((flags & ~FLAGS) != 0) {
      throw new IllegalArgumentException("flags 0x" + Integer.toHexString(flags) + " has unknown bits; allowed is any union of 0x" + Integer.toHexString(FLAGS));
    }
    enter();
    posting.lock();
    try {
      check("post_send", operations.post_send(pointer, requests.send(workId, opcode, flags, remoteAddress, rkey, local), requests.bad()));
    } finally {
      posting.unlock();
      leave();
    }
  }

  /** Gives the slices to the peer's next SEND that has no receive yet. It must fit, or the connection breaks. */
  public void postReceive(long workId, Slice... local) {
    enter();
    posting.lock();
    try {
      check("post_recv", operations.post_recv(pointer, requests.receive(workId, local), requests.bad()));
    } finally {
      posting.unlock();
      leave();
    }
  }

  private void check(String verb, int errno) {
    if (errno != 0) {
      throw failure(verb, Math.abs(errno), () -> Transitions.state(pointer));
    }
  }

  /** What failed. The state may not be had either, as of a device that is gone; that must not hide why the post failed. */
  static VerbsException failure(String verb, int errno, Supplier<QueuePairState> state) {
    if (errno == Errno.ENOMEM) {
      return new VerbsException(verb, errno, "the queue is full (QueuePairOptions)");
    }
    try {
      return new VerbsException(verb, errno, "the state is " + state.get());
    } catch (VerbsException unknown) {
      VerbsException failure = new VerbsException(verb, errno, "the state is not known");
      failure.addSuppressed(unknown);
      return failure;
    }
  }

  @Override
  void destroy() {
    try {
      VerbsException.check("ibv_destroy_qp", ObjectCalls.ibv_destroy_qp(pointer));
    } finally {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "QueuePair " + number;
  }
}
