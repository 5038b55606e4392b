package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The driver's functions of itself, devices and contexts; each returns a CUresult. Pointers of the library's objects are longs. Bound for each library
 * that is loaded, not in static fields: a test loads another one, and next to what the driver does in a call that costs nothing.
 */
final class DeviceCalls {
  private final MethodHandle cuInit$MH;
  private final MethodHandle cuDriverGetVersion$MH;
  private final MethodHandle cuGetErrorName$MH;
  private final MethodHandle cuGetErrorString$MH;
  private final MethodHandle cuDeviceGetCount$MH;
  private final MethodHandle cuDeviceGet$MH;
  private final MethodHandle cuDeviceGetName$MH;
  private final MethodHandle cuDeviceTotalMem_v2$MH;
  private final MethodHandle cuDeviceGetAttribute$MH;
  private final MethodHandle cuDeviceGetPCIBusId$MH;
  private final MethodHandle cuDevicePrimaryCtxRetain$MH;
  private final MethodHandle cuDevicePrimaryCtxRelease_v2$MH;
  private final MethodHandle cuCtxPushCurrent_v2$MH;
  private final MethodHandle cuCtxPopCurrent_v2$MH;
  private final MethodHandle cuCtxSynchronize$MH;

  DeviceCalls(NativeLibrary library) {
    cuInit$MH = library.bind("cuInit", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    cuDriverGetVersion$MH = library.bind("cuDriverGetVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    cuGetErrorName$MH = library.bind("cuGetErrorName", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    cuGetErrorString$MH = library.bind("cuGetErrorString", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    cuDeviceGetCount$MH = library.bind("cuDeviceGetCount", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    cuDeviceGet$MH = library.bind("cuDeviceGet", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    cuDeviceGetName$MH = library.bind("cuDeviceGetName", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    cuDeviceTotalMem_v2$MH = library.bind("cuDeviceTotalMem_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    cuDeviceGetAttribute$MH = library.bind("cuDeviceGetAttribute", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    cuDeviceGetPCIBusId$MH = library.bind("cuDeviceGetPCIBusId", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    cuDevicePrimaryCtxRetain$MH = library.bind("cuDevicePrimaryCtxRetain", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    cuDevicePrimaryCtxRelease_v2$MH = library.bind("cuDevicePrimaryCtxRelease_v2", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    cuCtxPushCurrent_v2$MH = library.bind("cuCtxPushCurrent_v2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    cuCtxPopCurrent_v2$MH = library.bind("cuCtxPopCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    cuCtxSynchronize$MH = library.bind("cuCtxSynchronize", FunctionDescriptor.of(JAVA_INT));
  }

  int cuInit(int flags) {
    try {
      return (int) cuInit$MH.invokeExact(flags);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDriverGetVersion(MemorySegment version) {
    try {
      return (int) cuDriverGetVersion$MH.invokeExact(version);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuGetErrorName(int result, MemorySegment name) {
    try {
      return (int) cuGetErrorName$MH.invokeExact(result, name);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuGetErrorString(int result, MemorySegment description) {
    try {
      return (int) cuGetErrorString$MH.invokeExact(result, description);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceGetCount(MemorySegment count) {
    try {
      return (int) cuDeviceGetCount$MH.invokeExact(count);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceGet(MemorySegment device, int ordinal) {
    try {
      return (int) cuDeviceGet$MH.invokeExact(device, ordinal);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceGetName(MemorySegment name, int room, int device) {
    try {
      return (int) cuDeviceGetName$MH.invokeExact(name, room, device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceTotalMem(MemorySegment bytes, int device) {
    try {
      return (int) cuDeviceTotalMem_v2$MH.invokeExact(bytes, device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceGetAttribute(MemorySegment value, int attribute, int device) {
    try {
      return (int) cuDeviceGetAttribute$MH.invokeExact(value, attribute, device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDeviceGetPCIBusId(MemorySegment id, int room, int device) {
    try {
      return (int) cuDeviceGetPCIBusId$MH.invokeExact(id, room, device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDevicePrimaryCtxRetain(MemorySegment context, int device) {
    try {
      return (int) cuDevicePrimaryCtxRetain$MH.invokeExact(context, device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuDevicePrimaryCtxRelease(int device) {
    try {
      return (int) cuDevicePrimaryCtxRelease_v2$MH.invokeExact(device);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuCtxPushCurrent(long context) {
    try {
      return (int) cuCtxPushCurrent_v2$MH.invokeExact(context);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuCtxPopCurrent(MemorySegment context) {
    try {
      return (int) cuCtxPopCurrent_v2$MH.invokeExact(context);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  int cuCtxSynchronize() {
    try {
      return (int) cuCtxSynchronize$MH.invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
