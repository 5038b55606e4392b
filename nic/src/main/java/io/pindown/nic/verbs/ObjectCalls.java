package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.Libibverbs.LIBRARY;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libibverbs that make, change and destroy what belongs to a context. Pointers are numbers. What returns a pointer in C returns an errno,
 * negated, where that is NULL; the others return 0, or an errno as libibverbs does.
 */
final class ObjectCalls {
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // struct ibv_pd *ibv_alloc_pd(struct ibv_context *context);   <infiniband/verbs.h>, and so on below
  private static final MethodHandle ibv_alloc_pd$MH = LIBRARY.bind("ibv_alloc_pd", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), ERRNO);

  // int ibv_dealloc_pd(struct ibv_pd *pd);
  private static final MethodHandle ibv_dealloc_pd$MH = LIBRARY.bind("ibv_dealloc_pd", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  // struct ibv_mr *ibv_reg_mr(struct ibv_pd *pd, void *addr, size_t length, int access);
  private static final MethodHandle ibv_reg_mr$MH = LIBRARY.bind("ibv_reg_mr", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT), ERRNO);

  // int ibv_dereg_mr(struct ibv_mr *mr);
  private static final MethodHandle ibv_dereg_mr$MH = LIBRARY.bind("ibv_dereg_mr", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  // struct ibv_comp_channel *ibv_create_comp_channel(struct ibv_context *context);
  private static final MethodHandle ibv_create_comp_channel$MH = LIBRARY.bind("ibv_create_comp_channel", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), ERRNO);

  // int ibv_destroy_comp_channel(struct ibv_comp_channel *channel);
  private static final MethodHandle ibv_destroy_comp_channel$MH = LIBRARY.bind("ibv_destroy_comp_channel", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  // struct ibv_cq *ibv_create_cq(struct ibv_context *context, int cqe, void *cq_context, struct ibv_comp_channel *channel, int comp_vector);
  private static final MethodHandle ibv_create_cq$MH = LIBRARY.bind("ibv_create_cq", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT), ERRNO);

  // int ibv_destroy_cq(struct ibv_cq *cq);
  private static final MethodHandle ibv_destroy_cq$MH = LIBRARY.bind("ibv_destroy_cq", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  // int ibv_get_cq_event(struct ibv_comp_channel *channel, struct ibv_cq **cq, void **cq_context);
  private static final MethodHandle ibv_get_cq_event$MH = LIBRARY.bind("ibv_get_cq_event", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS), ERRNO);

  // void ibv_ack_cq_events(struct ibv_cq *cq, unsigned int nevents);
  private static final MethodHandle ibv_ack_cq_events$MH = LIBRARY.bind("ibv_ack_cq_events", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT));

  // struct ibv_qp *ibv_create_qp(struct ibv_pd *pd, struct ibv_qp_init_attr *qp_init_attr);
  private static final MethodHandle ibv_create_qp$MH = LIBRARY.bind("ibv_create_qp", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS), ERRNO);

  // int ibv_modify_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int attr_mask);
  private static final MethodHandle ibv_modify_qp$MH = LIBRARY.bind("ibv_modify_qp", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT));

  // int ibv_query_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int attr_mask, struct ibv_qp_init_attr *init_attr);
  private static final MethodHandle ibv_query_qp$MH = LIBRARY.bind("ibv_query_qp", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS));

  // int ibv_destroy_qp(struct ibv_qp *qp);
  private static final MethodHandle ibv_destroy_qp$MH = LIBRARY.bind("ibv_destroy_qp", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  private ObjectCalls() {}

  static long ibv_alloc_pd(long context) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_alloc_pd$MH.invokeExact(state, context);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_dealloc_pd(long domain) {
    try {
      return (int) ibv_dealloc_pd$MH.invokeExact(domain);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long ibv_reg_mr(long domain, long address, long length, int access) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_reg_mr$MH.invokeExact(state, domain, address, length, access);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_dereg_mr(long region) {
    try {
      return (int) ibv_dereg_mr$MH.invokeExact(region);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long ibv_create_comp_channel(long context) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_create_comp_channel$MH.invokeExact(state, context);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_destroy_comp_channel(long channel) {
    try {
      return (int) ibv_destroy_comp_channel$MH.invokeExact(channel);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long ibv_create_cq(long context, int entries, long cookie, long channel, int vector) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_create_cq$MH.invokeExact(state, context, entries, cookie, channel, vector);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_destroy_cq(long queue) {
    try {
      return (int) ibv_destroy_cq$MH.invokeExact(queue);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Waits for it. An errno, negated, where it fails. */
  static int ibv_get_cq_event(long channel, MemorySegment queue, MemorySegment cookie) {
    MemorySegment state = Libc.callState();
    try {
      int result = (int) ibv_get_cq_event$MH.invokeExact(state, channel, queue, cookie);
      return result == -1 ? -Libc.errno(state) : result;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static void ibv_ack_cq_events(long queue, int count) {
    try {
      ibv_ack_cq_events$MH.invokeExact(queue, count);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long ibv_create_qp(long domain, MemorySegment attributes) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_create_qp$MH.invokeExact(state, domain, attributes);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_modify_qp(long pair, MemorySegment attributes, int mask) {
    try {
      return (int) ibv_modify_qp$MH.invokeExact(pair, attributes, mask);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_query_qp(long pair, MemorySegment attributes, int mask, MemorySegment initial) {
    try {
      return (int) ibv_query_qp$MH.invokeExact(pair, attributes, mask, initial);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_destroy_qp(long pair) {
    try {
      return (int) ibv_destroy_qp$MH.invokeExact(pair);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
