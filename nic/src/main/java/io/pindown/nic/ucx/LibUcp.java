package io.pindown.nic.ucx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The functions of libucp that register memory: {@code <ucp/api/ucp.h>}. Its handles are not constants, since a test puts a library that
 * counts in between; that costs nanoseconds of a call's microseconds. Thread-safe.
 */
final class LibUcp {
  /** The soname, so that it is the one that the program's own binding uses. */
  static final String NAME = "libucp.so.0";

  private final MethodHandle map;
  private final MethodHandle unmap;
  private final MethodHandle pack;
  private final MethodHandle release;

  LibUcp(NativeLibrary library) {
    // ucs_status_t ucp_mem_map(ucp_context_h context, const ucp_mem_map_params_t *params, ucp_mem_h *memh_p);
    map = library.bind("ucp_mem_map", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));
    // ucs_status_t ucp_mem_unmap(ucp_context_h context, ucp_mem_h memh);
    unmap = library.bind("ucp_mem_unmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    // ucs_status_t ucp_rkey_pack(ucp_context_h context, ucp_mem_h memh, void **rkey_buffer_p, size_t *size_p);
    pack = library.bind("ucp_rkey_pack", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS));
    // void ucp_rkey_buffer_release(void *rkey_buffer);
    release = library.bind("ucp_rkey_buffer_release", FunctionDescriptor.ofVoid(JAVA_LONG));
  }

  /** The one that is installed; it stays loaded for the life of the process. */
  static LibUcp installed() {
    return new LibUcp(NativeLibrary.of(NAME, SymbolLookup.libraryLookup(NAME, Arena.global())));
  }

  /** Returns the memory handle. */
  long map(long context, long address, long length, int protection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(UcpLayouts.MEM_MAP_PARAMS$LAYOUT);
      params.set(
          JAVA_LONG,
          UcpLayouts.offset("field_mask"),
          UcpConstants.UCP_MEM_MAP_PARAM_FIELD_ADDRESS | UcpConstants.UCP_MEM_MAP_PARAM_FIELD_LENGTH | UcpConstants.UCP_MEM_MAP_PARAM_FIELD_PROT);
      params.set(JAVA_LONG, UcpLayouts.offset("address"), address);
      params.set(JAVA_LONG, UcpLayouts.offset("length"), length);
      params.set(JAVA_INT, UcpLayouts.offset("prot"), protection);
      MemorySegment memory = arena.allocate(JAVA_LONG);
      UcxException.check("ucp_mem_map", (int) map.invokeExact(context, params, memory));
      return memory.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  void unmap(long context, long memory) {
    try {
      UcxException.check("ucp_mem_unmap", (int) unmap.invokeExact(context, memory));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** A copy of the packed remote key, in a direct buffer. */
  @SuppressWarnings("restricted")
  ByteBuffer packedKey(long context, long memory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(JAVA_LONG);
      MemorySegment size = arena.allocate(JAVA_LONG);
      UcxException.check("ucp_rkey_pack", (int) pack.invokeExact(context, memory, buffer, size));
      long packed = buffer.get(JAVA_LONG, 0);
      try {
        ByteBuffer copy = ByteBuffer.allocateDirect(Math.toIntExact(size.get(JAVA_LONG, 0)));
        return copy.put(MemorySegment.ofAddress(packed).reinterpret(copy.capacity()).asByteBuffer()).flip();
      } finally {
        release.invokeExact(packed);
      }
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
