package io.pindown.nic.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.abi.Abi;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constants, and the functions' names and types, as cuda.h has them. */
class CudaAbiTest {
  private static final String SUFFIX = "$MH";

  /** What each function takes, by the header; its type in Java follows from it. */
  private static final Map<String, String> TYPES = new TreeMap<>(Map.ofEntries(
      Map.entry("cuInit", "unsigned int"),
      Map.entry("cuDriverGetVersion", "int *"),
      Map.entry("cuGetErrorName", "CUresult, const char **"),
      Map.entry("cuGetErrorString", "CUresult, const char **"),
      Map.entry("cuDeviceGetCount", "int *"),
      Map.entry("cuDeviceGet", "CUdevice *, int"),
      Map.entry("cuDeviceGetName", "char *, int, CUdevice"),
      Map.entry("cuDeviceTotalMem_v2", "size_t *, CUdevice"),
      Map.entry("cuDeviceGetAttribute", "int *, CUdevice_attribute, CUdevice"),
      Map.entry("cuDeviceGetPCIBusId", "char *, int, CUdevice"),
      Map.entry("cuDevicePrimaryCtxRetain", "CUcontext *, CUdevice"),
      Map.entry("cuDevicePrimaryCtxRelease_v2", "CUdevice"),
      Map.entry("cuCtxPushCurrent_v2", "CUcontext"),
      Map.entry("cuCtxPopCurrent_v2", "CUcontext *"),
      Map.entry("cuCtxSynchronize", "void"),
      Map.entry("cuStreamCreate", "CUstream *, unsigned int"),
      Map.entry("cuStreamSynchronize", "CUstream"),
      Map.entry("cuStreamQuery", "CUstream"),
      Map.entry("cuStreamWaitEvent", "CUstream, CUevent, unsigned int"),
      Map.entry("cuStreamDestroy_v2", "CUstream"),
      Map.entry("cuEventCreate", "CUevent *, unsigned int"),
      Map.entry("cuEventRecord", "CUevent, CUstream"),
      Map.entry("cuEventQuery", "CUevent"),
      Map.entry("cuEventSynchronize", "CUevent"),
      Map.entry("cuEventDestroy_v2", "CUevent"),
      Map.entry("cuMemAlloc_v2", "CUdeviceptr *, size_t"),
      Map.entry("cuMemFree_v2", "CUdeviceptr"),
      Map.entry("cuMemHostRegister_v2", "void *, size_t, unsigned int"),
      Map.entry("cuMemHostUnregister", "void *"),
      Map.entry("cuMemHostGetDevicePointer_v2", "CUdeviceptr *, void *, unsigned int"),
      Map.entry("cuMemcpyHtoDAsync_v2", "CUdeviceptr, const void *, size_t, CUstream"),
      Map.entry("cuMemcpyDtoHAsync_v2", "void *, CUdeviceptr, size_t, CUstream")));

  @TempDir Path directory;

  /** All handles, bound to addresses that nobody calls. */
  private static NativeLibrary unbound() {
    SymbolLookup anything = name -> Optional.of(MemorySegment.ofAddress(16).reinterpret(16, Arena.global(), null));
    return NativeLibrary.of("cuda.h", anything);
  }

  private static Map<String, MethodHandle> handles(NativeLibrary library) throws IllegalAccessException {
    Map<String, MethodHandle> handles = new TreeMap<>();
    for (Object calls : List.of(new DeviceCalls(library), new ObjectCalls(library))) {
      for (Field field : calls.getClass().getDeclaredFields()) {
        if (field.getType() == MethodHandle.class) {
          field.setAccessible(true);
          handles.put(field.getName().substring(0, field.getName().length() - SUFFIX.length()), (MethodHandle) field.get(calls));
        }
      }
    }
    return handles;
  }

  @Test
  void constantsAreAsTheHeaderHasThem() throws Exception {
    new Abi().constantsOf(CudaConstants.class).verify(directory, List.of(CudaHeader.require(getClass())), Map.of());
  }

  @Test
  void functionsHaveTheHeadersTypes() throws Exception {
    String header = CudaHeader.require(getClass());
    Abi abi = new Abi();
    TYPES.forEach((name, parameters) -> {
      String pointer = "CUresult(*)(" + parameters + ")";
      abi.constant("__builtin_types_compatible_p(__typeof__(&" + name + "), " + pointer + ")", 1);
    });
    abi.verify(directory, List.of(header), Map.of());
  }

  @Test
  void andAWrongOneIsFound() {
    String header = CudaHeader.require(getClass());
    String wrong = "__builtin_types_compatible_p(__typeof__(&cuMemFree_v2), CUresult(*)(int))";
    assertThatThrownBy(() -> new Abi().constant(wrong, 1).verify(directory, List.of(header), Map.of())).isInstanceOf(AssertionError.class);
  }

  /** A handle named after one function and bound to another would link, and nearly work. */
  @Test
  void handlesAreBoundByTheirNamesWithThoseTypes() throws Exception {
    NativeLibrary library = unbound();
    Map<String, MethodHandle> handles = handles(library);
    assertThat(handles.keySet()).isEqualTo(TYPES.keySet());
    handles.forEach((name, handle) -> {
      assertThat(library.symbolOf(handle)).isEqualTo(name);
      assertThat(handle.type().returnType()).isEqualTo(int.class);
      String[] parameters = TYPES.get(name).equals("void") ? new String[0] : TYPES.get(name).split(", ");
      assertThat(handle.type().parameterList()).as(name).hasSize(parameters.length);
      for (int i = 0; i < parameters.length; i++) {
        assertThat(handle.type().parameterType(i)).as(name + ", parameter " + i).isIn(javaTypes(parameters[i]));
      }
    });
  }

  private static List<Class<?>> javaTypes(String c) {
    return switch (c) {
      case "int", "unsigned int", "CUresult", "CUdevice", "CUdevice_attribute" -> List.of(int.class);
      case "size_t", "CUdeviceptr", "CUcontext", "CUstream", "CUevent", "void *", "const void *" -> List.of(long.class);
      default -> List.of(MemorySegment.class);
    };
  }

  /** The stand-in, which all other tests use, is called by the same names: it has each of them. */
  @Test
  void theStandInHasThemAll() throws Exception {
    assertThat(handles(StandIn.load().driver().library())).hasSize(TYPES.size());
  }
}
