package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Registered host memory: pinned, and known to the driver by its address, until it is closed. Thread-safe.
 *
 * <p>It is of the pages that lay behind the address when it was registered. The driver finds it by address: from then on <em>each</em> copy from or to
 * that address goes to those pages, also if the address was unmapped and mapped again meanwhile, and whoever asks for the copy. So close it when its
 * memory goes; and not while a copy that uses it is under way.
 */
public final class HostRegistration extends ContextObject {
  /** The device reads only: for memory that is mapped for reading only, where the device supports that. */
  public static final int READ_ONLY = CudaConstants.CU_MEMHOSTREGISTER_READ_ONLY;

  private final long address;
  private final long length;
  private final int flags;

  HostRegistration(CudaContext context, long address, long length, int flags) {
    super(context);
    this.address = address;
    this.length = length;
    this.flags = flags;
  }

  public long address() {
    return address;
  }

  /** Bytes, above 0. */
  public long length() {
    return length;
  }

  public boolean isReadOnly() {
    return (flags & READ_ONLY) != 0;
  }

  /** The address by which kernels reach it; mostly the same one. */
  public long devicePointer() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(JAVA_LONG);
      context().driver().check("cuMemHostGetDevicePointer_v2", use(() -> context().calls().cuMemHostGetDevicePointer(pointer, address, 0)));
      return pointer.get(JAVA_LONG, 0);
    }
  }

  @Override
  void destroy() {
    context().call("cuMemHostUnregister", () -> context().calls().cuMemHostUnregister(address));
  }

  @Override
  public String toString() {
    return "HostRegistration [0x" + Long.toHexString(address) + ", +" + length + (isReadOnly() ? "), read only" : ")");
  }
}
