package io.pindown.nic.ucx;

import io.pindown.nic.ffi.Gate;
import io.pindown.registrar.Access;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A UCX context that the program's own binding has made, for registering memory with it past that binding. With jucx:
 *
 * <pre>
 *   UcpContext context = new UcpContext(new UcpParams().requestRmaFeature().setMtWorkersShared(true));
 *   UcxContext registering = UcxContext.of(context.getNativeId());
 *   ...
 *   registering.close();
 *   context.close();
 * </pre>
 *
 * <p>Thread-safe if the context is for several threads, which {@code mt_workers_shared} makes it. UCX keeps registrations of its own as well,
 * per device, where it is told of changes of memory; where it is told by nobody, have it keep none ({@code UCX_IB_REG_METHODS=direct}), or
 * install {@link UcxMemoryEvents}.
 */
public final class UcxContext implements AutoCloseable {
  private final LibUcp library;
  private final long handle;
  private final Gate gate = new Gate();
  private final Set<UcxMemory> open = ConcurrentHashMap.newKeySet();

  UcxContext(LibUcp library, long handle) {
    if (handle == 0) {
      throw new IllegalArgumentException("the handle is 0; a ucp_context_h is an address");
    }
    this.library = library;
    this.handle = handle;
  }

  /**
   * A context.
   *
   * @param handle the {@code ucp_context_h}; it must stay a context until this is closed
   * @throws IllegalArgumentException if the handle is 0, or libucp is not installed
   */
  public static UcxContext of(long handle) {
    return new UcxContext(LibUcp.installed(), handle);
  }

  /**
   * Registers {@code [address, address + length)} with all devices of the context.
   *
   * @param length bytes, above 0
   * @param access a union of {@link Access} bits; UCX has no right for atomics, which needs all others
   * @throws IllegalArgumentException if the range is not one, or {@code access} has unknown bits
   * @throws IllegalStateException if this is closed
   * @throws UcxException if UCX refuses
   */
  public UcxMemory map(long address, long length, int access) {
    if (address <= 0 || length <= 0 || address + length < 0) {
      throw new IllegalArgumentException("[0x" + Long.toHexString(address) + ", +" + length + ") is no range of memory");
    }
    int protection = protection(Access.check(access));
    enter();
    try {
      UcxMemory memory = new UcxMemory(this, library.map(handle, address, length, protection), address, length, access);
      open.add(memory);
      return memory;
    } finally {
      gate.leave();
    }
  }

  static int protection(int access) {
    int protection = UcpConstants.UCP_MEM_MAP_PROT_LOCAL_READ;
    if (access != Access.LOCAL_READ) {
      protection |= UcpConstants.UCP_MEM_MAP_PROT_LOCAL_WRITE;
    }
    if ((access & (Access.REMOTE_READ | Access.REMOTE_ATOMIC)) != 0) {
      protection |= UcpConstants.UCP_MEM_MAP_PROT_REMOTE_READ;
    }
    if ((access & (Access.REMOTE_WRITE | Access.REMOTE_ATOMIC)) != 0) {
      protection |= UcpConstants.UCP_MEM_MAP_PROT_REMOTE_WRITE;
    }
    return protection;
  }

  private void enter() {
    if (!gate.enter()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  LibUcp library() {
    return library;
  }

  /** Runs while the context is there; false, and nothing is done, if this is closed. */
  boolean with(Runnable call) {
    if (!gate.enter()) {
      return false;
    }
    try {
      call.run();
      return true;
    } finally {
      gate.leave();
    }
  }

  long handle() {
    return handle;
  }

  void forget(UcxMemory memory) {
    open.remove(memory);
  }

  /** Deregisters what is left; the context itself is not ended. Waits for calls inside. Harmless the second time. */
  @Override
  public void close() {
    if (gate.close()) {
      gate.awaitEmpty();
      open.forEach(UcxMemory::end);
    }
  }

  @Override
  public String toString() {
    return "UCX context 0x" + Long.toHexString(handle);
  }
}
