package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.CONTEXT$LAYOUT;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The verbs that the header has as inline functions: they call through a table of the context, which the device's provider has filled.
 * Results are 0 or an errno, but for {@link #poll_cq}.
 */
final class ContextOperations {
  // int (*poll_cq)(struct ibv_cq *cq, int num_entries, struct ibv_wc *wc);   struct ibv_context_ops, and so on below
  private static final MethodHandle poll_cq$MH = link(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS));

  // int (*req_notify_cq)(struct ibv_cq *cq, int solicited_only);
  private static final MethodHandle req_notify_cq$MH = link(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));

  // int (*post_send)(struct ibv_qp *qp, struct ibv_send_wr *wr, struct ibv_send_wr **bad_wr);
  private static final MethodHandle post_send$MH = link(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));

  // int (*post_recv)(struct ibv_qp *qp, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad_wr);
  private static final MethodHandle post_recv$MH = link(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));

  private final MemorySegment pollCq;
  private final MemorySegment reqNotifyCq;
  private final MemorySegment postSend;
  private final MemorySegment postRecv;

  /** {@code context} is a struct ibv_context. */
  ContextOperations(MemorySegment context) {
    pollCq = function(context, "poll_cq");
    reqNotifyCq = function(context, "req_notify_cq");
    postSend = function(context, "post_send");
    postRecv = function(context, "post_recv");
  }

  private static MethodHandle link(FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(type);
  }

  private static MemorySegment function(MemorySegment context, String name) {
    long pointer = context.get(JAVA_LONG, VerbsLayouts.offset(CONTEXT$LAYOUT, "ops", name));
    if (pointer == 0) {
      throw new VerbsUnavailableException("the device's provider has no " + name);
    }
    return MemorySegment.ofAddress(pointer);
  }

  /** How many completions it has put into {@code completions}, 0 to {@code count}; below 0 if it fails. */
  int poll_cq(long queue, int count, MemorySegment completions) {
    try {
      return (int) poll_cq$MH.invokeExact(pollCq, queue, count, completions);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  int req_notify_cq(long queue, int solicitedOnly) {
    try {
      return (int) req_notify_cq$MH.invokeExact(reqNotifyCq, queue, solicitedOnly);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  int post_send(long pair, MemorySegment request, MemorySegment bad) {
    try {
      return (int) post_send$MH.invokeExact(postSend, pair, request, bad);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  int post_recv(long pair, MemorySegment request, MemorySegment bad) {
    try {
      return (int) post_recv$MH.invokeExact(postRecv, pair, request, bad);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
