package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.FID$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.MEM_MONITOR$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_MEM_NOTIFY$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A memory monitor given to libfabric, in place of those of its own, of which the usual one patches the C library's code: {@code
 * fi_import} of a {@code struct fid_mem_monitor}. Domains that are opened later, of providers that keep registrations, ask it. Thread-safe.
 *
 * <p>libfabric knows one at a time, and does not take it back while a domain that uses it is open: see {@link #close}.
 */
public final class MonitorImport implements AutoCloseable {
  // void (*notify)(struct fid_mem_monitor *monitor, const void *addr, size_t len)
  private static final MethodHandle notify$MH =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MonitorUpcalls upcalls;
  private final long fid;
  private boolean closed; // guarded by this

  private MonitorImport(MonitorUpcalls upcalls, long fid) {
    this.upcalls = upcalls;
    this.fid = fid;
  }

  /**
   * Has libfabric ask {@code monitor} from now on. The setting {@code FI_MR_CACHE_MONITOR} is then without effect; {@code
   * FI_MR_CACHE_MAX_COUNT} and {@code FI_MR_CACHE_MAX_SIZE} bound what is kept, as always.
   *
   * @throws FabricException EBUSY if libfabric has such a monitor already, or a cache that uses another one is open
   */
  public static MonitorImport of(MemoryMonitor monitor) {
    SignalActions.kept( // initialised now, or it would read its settings later, and they would be stronger
        () -> {
          Functions.initialise();
          return 0;
        });
    MonitorUpcalls upcalls = new MonitorUpcalls(monitor);
    // for ever: libfabric is given no chance to call what was freed
    MemorySegment structure = Arena.global().allocate(MEM_MONITOR$LAYOUT);
    structure.set(JAVA_LONG, offset(FID$LAYOUT, "fclass"), FabricConstants.FI_CLASS_MEM_MONITOR);
    structure.set(JAVA_LONG, offset(MEM_MONITOR$LAYOUT, "export_ops"), upcalls.table(Arena.global()).address());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(JAVA_LONG);
      FabricException.check("fi_open(mr_cache)", Functions.open(Libfabric.API, arena.allocateFrom("mr_cache"), opened));
      long cache = opened.get(JAVA_LONG, 0);
      try {
        FabricException.check("fi_import_fid", Calls.bind(base(cache, "bind"), cache, structure.address(), 0));
      } finally {
        FabricException.check("fi_close(mr_cache)", Calls.object(base(cache, "close"), cache));
      }
    }
    return new MonitorImport(upcalls, structure.address());
  }

  private static MemorySegment base(long object, String function) {
    return NativeMemory.function(object, offset(FID$LAYOUT, "ops"), OPS$LAYOUT, function);
  }

  /**
   * Takes everything that overlaps the range out of libfabric's caches: {@code fi_ops_mem_notify.notify}. What is in use stays registered
   * until its last user closes it. Not from within a {@link MemoryMonitor} method, nor from where memory is freed: it takes libfabric's
   * locks.
   *
   * @param address first byte
   * @param length bytes, above 0
   */
  public void invalidate(long address, long length) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    MemorySegment notify = NativeMemory.function(fid, offset(MEM_MONITOR$LAYOUT, "import_ops"), OPS_MEM_NOTIFY$LAYOUT, "notify");
    try {
      notify$MH.invokeExact(notify, fid, address, length);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** The native object, for tests. */
  long address() {
    return fid;
  }

  /** What the monitor threw, the first time; null if nothing. libfabric was then told that nothing may be kept. */
  public Throwable failure() {
    return upcalls.failure();
  }

  /**
   * Takes the monitor back. Domains that are opened later keep no registrations, until another monitor is imported.
   *
   * @throws IllegalStateException if a domain that uses it is open: libfabric would call what is gone
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (!upcalls.end()) {
      throw new IllegalStateException("libfabric's registration cache uses this monitor: close the domains first");
    }
    FabricException.check("fi_close(memory monitor)", Calls.object(base(fid, "close"), fid));
    closed = true;
  }
}
