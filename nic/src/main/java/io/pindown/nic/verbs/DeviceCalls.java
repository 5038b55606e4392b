package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.Libibverbs.LIBRARY;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libibverbs for devices, their events, texts, and fork. Pointers are numbers. What returns a pointer in C returns an errno,
 * negated, where that is NULL; the others return 0, or an errno as libibverbs does.
 */
final class DeviceCalls {
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // struct ibv_device **ibv_get_device_list(int *num_devices);   <infiniband/verbs.h>, and so on below
  private static final MethodHandle ibv_get_device_list$MH = LIBRARY.bind("ibv_get_device_list", FunctionDescriptor.of(JAVA_LONG, ADDRESS), ERRNO);

  // void ibv_free_device_list(struct ibv_device **list);
  private static final MethodHandle ibv_free_device_list$MH = LIBRARY.bind("ibv_free_device_list", FunctionDescriptor.ofVoid(JAVA_LONG));

  // const char *ibv_get_device_name(struct ibv_device *device);
  private static final MethodHandle ibv_get_device_name$MH = LIBRARY.bind("ibv_get_device_name", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  // __be64 ibv_get_device_guid(struct ibv_device *device);
  private static final MethodHandle ibv_get_device_guid$MH = LIBRARY.bind("ibv_get_device_guid", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  // struct ibv_context *ibv_open_device(struct ibv_device *device);
  private static final MethodHandle ibv_open_device$MH = LIBRARY.bind("ibv_open_device", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), ERRNO);

  // int ibv_close_device(struct ibv_context *context);
  private static final MethodHandle ibv_close_device$MH = LIBRARY.bind("ibv_close_device", FunctionDescriptor.of(JAVA_INT, JAVA_LONG), ERRNO);

  // int ibv_query_device(struct ibv_context *context, struct ibv_device_attr *device_attr);
  private static final MethodHandle ibv_query_device$MH = LIBRARY.bind("ibv_query_device", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));

  // int ibv_query_port(struct ibv_context *context, uint8_t port_num, struct ibv_port_attr *port_attr);
  private static final MethodHandle ibv_query_port$MH = LIBRARY.bind("ibv_query_port", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_BYTE, ADDRESS));

  // int ibv_query_gid(struct ibv_context *context, uint8_t port_num, int index, union ibv_gid *gid);
  private static final MethodHandle ibv_query_gid$MH = LIBRARY.bind("ibv_query_gid", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_BYTE, JAVA_INT, ADDRESS), ERRNO);

  // int ibv_get_async_event(struct ibv_context *context, struct ibv_async_event *event);
  private static final MethodHandle ibv_get_async_event$MH = LIBRARY.bind("ibv_get_async_event", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS), ERRNO);

  // void ibv_ack_async_event(struct ibv_async_event *event);
  private static final MethodHandle ibv_ack_async_event$MH = LIBRARY.bind("ibv_ack_async_event", FunctionDescriptor.ofVoid(ADDRESS));

  // const char *ibv_event_type_str(enum ibv_event_type event);
  private static final MethodHandle ibv_event_type_str$MH = LIBRARY.bind("ibv_event_type_str", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

  // const char *ibv_wc_status_str(enum ibv_wc_status status);
  private static final MethodHandle ibv_wc_status_str$MH = LIBRARY.bind("ibv_wc_status_str", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

  // int ibv_fork_init(void);
  private static final MethodHandle ibv_fork_init$MH = LIBRARY.bind("ibv_fork_init", FunctionDescriptor.of(JAVA_INT));

  // enum ibv_fork_status ibv_is_fork_initialized(void);
  private static final MethodHandle ibv_is_fork_initialized$MH = LIBRARY.bind("ibv_is_fork_initialized", FunctionDescriptor.of(JAVA_INT));

  private DeviceCalls() {}

  /** An array of pointers, for {@link #ibv_free_device_list}. */
  static long ibv_get_device_list(MemorySegment count) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_get_device_list$MH.invokeExact(state, count);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static void ibv_free_device_list(long list) {
    try {
      ibv_free_device_list$MH.invokeExact(list);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static String ibv_get_device_name(long device) {
    try {
      return Text.at((long) ibv_get_device_name$MH.invokeExact(device));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Big-endian. */
  static long ibv_get_device_guid(long device) {
    try {
      return (long) ibv_get_device_guid$MH.invokeExact(device);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long ibv_open_device(long device) {
    MemorySegment state = Libc.callState();
    try {
      long made = (long) ibv_open_device$MH.invokeExact(state, device);
      return made == 0 ? -Libc.errno(state) : made;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** An errno, negated, where it fails. */
  static int ibv_close_device(long context) {
    MemorySegment state = Libc.callState();
    try {
      int result = (int) ibv_close_device$MH.invokeExact(state, context);
      return result == -1 ? -Libc.errno(state) : result;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_query_device(long context, MemorySegment attributes) {
    try {
      return (int) ibv_query_device$MH.invokeExact(context, attributes);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_query_port(long context, byte port, MemorySegment attributes) {
    try {
      return (int) ibv_query_port$MH.invokeExact(context, port, attributes);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** An errno, negated, where it fails. */
  static int ibv_query_gid(long context, byte port, int index, MemorySegment gid) {
    MemorySegment state = Libc.callState();
    try {
      int result = (int) ibv_query_gid$MH.invokeExact(state, context, port, index, gid);
      return result == -1 ? -Libc.errno(state) : result;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Waits for it. An errno, negated, where it fails. */
  static int ibv_get_async_event(long context, MemorySegment event) {
    MemorySegment state = Libc.callState();
    try {
      int result = (int) ibv_get_async_event$MH.invokeExact(state, context, event);
      return result == -1 ? -Libc.errno(state) : result;
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static void ibv_ack_async_event(MemorySegment event) {
    try {
      ibv_ack_async_event$MH.invokeExact(event);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static String ibv_event_type_str(int event) {
    try {
      return Text.at((long) ibv_event_type_str$MH.invokeExact(event));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static String ibv_wc_status_str(int status) {
    try {
      return Text.at((long) ibv_wc_status_str$MH.invokeExact(status));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_fork_init() {
    try {
      return (int) ibv_fork_init$MH.invokeExact();
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int ibv_is_fork_initialized() {
    try {
      return (int) ibv_is_fork_initialized$MH.invokeExact();
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
