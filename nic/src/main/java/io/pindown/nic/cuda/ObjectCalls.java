package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The driver's functions of streams, events and memory: see {@link DeviceCalls}. They want the context to be current in the thread. */
final class ObjectCalls {
  private final MethodHandle cuStreamCreate$MH;
  private final MethodHandle cuStreamSynchronize$MH;
  private final MethodHandle cuStreamQuery$MH;
  private final MethodHandle cuStreamWaitEvent$MH;
  private final MethodHandle cuStreamDestroy_v2$MH;
  private final MethodHandle cuEventCreate$MH;
  private final MethodHandle cuEventRecord$MH;
  private final MethodHandle cuEventQuery$MH;
  private final MethodHandle cuEventSynchronize$MH;
  private final MethodHandle cuEventDestroy_v2$MH;
  private final MethodHandle cuMemAlloc_v2$MH;
  private final MethodHandle cuMemFree_v2$MH;
  private final MethodHandle cuMemHostRegister_v2$MH;
  private final MethodHandle cuMemHostUnregister$MH;
  private final MethodHandle cuMemHostGetDevicePointer_v2$MH;
  private final MethodHandle cuMemcpyHtoDAsync_v2$MH;
  private final MethodHandle cuMemcpyDtoHAsync_v2$MH;

  ObjectCalls(NativeLibrary library) {
    cuStreamCreate$MH = library.bind("cuStreamCreate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    cuStreamSynchronize$MH = library.bind("cuStreamSynchronize", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuStreamQuery$MH = library.bind("cuStreamQuery", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuStreamWaitEvent$MH = library.bind("cuStreamWaitEvent", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    cuStreamDestroy_v2$MH = library.bind("cuStreamDestroy_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuEventCreate$MH = library.bind("cuEventCreate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    cuEventRecord$MH = library.bind("cuEventRecord", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    cuEventQuery$MH = library.bind("cuEventQuery", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuEventSynchronize$MH = library.bind("cuEventSynchronize", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuEventDestroy_v2$MH = library.bind("cuEventDestroy_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuMemAlloc_v2$MH = library.bind("cuMemAlloc_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    cuMemFree_v2$MH = library.bind("cuMemFree_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuMemHostRegister_v2$MH = library.bind("cuMemHostRegister_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    cuMemHostUnregister$MH = library.bind("cuMemHostUnregister", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuMemHostGetDevicePointer_v2$MH = library.bind("cuMemHostGetDevicePointer_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    cuMemcpyHtoDAsync_v2$MH = library.bind("cuMemcpyHtoDAsync_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    cuMemcpyDtoHAsync_v2$MH = library.bind("cuMemcpyDtoHAsync_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  int cuStreamCreate(MemorySegment stream, int flags) {
    try {
      return (int) cuStreamCreate$MH.invokeExact(stream, flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuStreamSynchronize(long stream) {
    try {
      return (int) cuStreamSynchronize$MH.invokeExact(stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuStreamQuery(long stream) {
    try {
      return (int) cuStreamQuery$MH.invokeExact(stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuStreamWaitEvent(long stream, long event, int flags) {
    try {
      return (int) cuStreamWaitEvent$MH.invokeExact(stream, event, flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuStreamDestroy(long stream) {
    try {
      return (int) cuStreamDestroy_v2$MH.invokeExact(stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuEventCreate(MemorySegment event, int flags) {
    try {
      return (int) cuEventCreate$MH.invokeExact(event, flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuEventRecord(long event, long stream) {
    try {
      return (int) cuEventRecord$MH.invokeExact(event, stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuEventQuery(long event) {
    try {
      return (int) cuEventQuery$MH.invokeExact(event);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuEventSynchronize(long event) {
    try {
      return (int) cuEventSynchronize$MH.invokeExact(event);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuEventDestroy(long event) {
    try {
      return (int) cuEventDestroy_v2$MH.invokeExact(event);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemAlloc(MemorySegment pointer, long bytes) {
    try {
      return (int) cuMemAlloc_v2$MH.invokeExact(pointer, bytes);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemFree(long pointer) {
    try {
      return (int) cuMemFree_v2$MH.invokeExact(pointer);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemHostRegister(long address, long bytes, int flags) {
    try {
      return (int) cuMemHostRegister_v2$MH.invokeExact(address, bytes, flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemHostUnregister(long address) {
    try {
      return (int) cuMemHostUnregister$MH.invokeExact(address);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemHostGetDevicePointer(MemorySegment pointer, long address, int flags) {
    try {
      return (int) cuMemHostGetDevicePointer_v2$MH.invokeExact(pointer, address, flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemcpyHtoDAsync(long target, long address, long bytes, long stream) {
    try {
      return (int) cuMemcpyHtoDAsync_v2$MH.invokeExact(target, address, bytes, stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuMemcpyDtoHAsync(long address, long source, long bytes, long stream) {
    try {
      return (int) cuMemcpyDtoHAsync_v2$MH.invokeExact(address, source, bytes, stream);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
