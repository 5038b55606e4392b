package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_MEM_MONITOR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;

/** What libfabric calls of a {@link MemoryMonitor}. An exception must not reach native code, which would end the JVM. */
final class MonitorUpcalls {
  private final MemoryMonitor monitor;
  private boolean running; // guarded by this: libfabric uses it, or is about to
  private boolean ended; // guarded by this
  private volatile Throwable failure;

  MonitorUpcalls(MemoryMonitor monitor) {
    this.monitor = Objects.requireNonNull(monitor, "monitor");
  }

  /** Has it used no more: false if libfabric uses it, or has begun to. */
  synchronized boolean end() {
    ended |= !running;
    return ended;
  }

  private synchronized boolean begin() {
    running = !ended;
    return running;
  }

  private synchronized void rest() {
    running = false;
  }

  Throwable failure() {
    return failure;
  }

  private void failed(Throwable t) {
    if (failure == null) {
      failure = t;
    }
  }

  int start(long self) {
    try {
      if (!begin()) { // first, so that nobody takes it back from here on
        return -Errno.ENOSYS;
      }
      monitor.start();
      return 0;
    } catch (Throwable t) {
      rest();
      failed(t);
      return -Errno.ENOSYS; // libfabric then opens the domain without a cache
    }
  }

  void stop(long self) {
    try {
      monitor.stop();
    } catch (Throwable t) {
      failed(t);
    }
    rest();
  }

  int subscribe(long self, long address, long length) {
    try {
      return monitor.subscribe(address, length) ? 0 : -Errno.EOPNOTSUPP;
    } catch (Throwable t) {
      failed(t);
      return -Errno.EOPNOTSUPP;
    }
  }

  void unsubscribe(long self, long address, long length) {
    try {
      monitor.unsubscribe(address, length);
    } catch (Throwable t) {
      failed(t);
    }
  }

  boolean valid(long self, long address, long length) {
    try {
      return monitor.valid(address, length);
    } catch (Throwable t) {
      failed(t);
      return false;
    }
  }

  /** A {@code struct fi_ops_mem_monitor} with functions that call these methods. */
  MemorySegment table(Arena arena) {
    MemorySegment table = arena.allocate(OPS_MEM_MONITOR$LAYOUT);
    table.set(JAVA_LONG, 0, table.byteSize());
    set(table, arena, "start", JAVA_INT, int.class, 1);
    set(table, arena, "stop", null, void.class, 1);
    set(table, arena, "subscribe", JAVA_INT, int.class, 3);
    set(table, arena, "unsubscribe", null, void.class, 3);
    set(table, arena, "valid", JAVA_BOOLEAN, boolean.class, 3);
    return table;
  }

  @SuppressWarnings("restricted")
  private void set(MemorySegment table, Arena arena, String name, MemoryLayout result, Class<?> type, int words) {
    MemoryLayout[] layouts = new MemoryLayout[words];
    Class<?>[] types = new Class<?>[words];
    for (int i = 0; i < words; i++) {
      layouts[i] = JAVA_LONG;
      types[i] = long.class;
    }
    try {
      MethodHandle method = MethodHandles.lookup().bind(this, name, MethodType.methodType(type, types));
      FunctionDescriptor shape = result == null ? FunctionDescriptor.ofVoid(layouts) : FunctionDescriptor.of(result, layouts);
      MemorySegment stub = Linker.nativeLinker().upcallStub(method, shape, arena);
      table.set(JAVA_LONG, offset(OPS_MEM_MONITOR$LAYOUT, name), stub.address());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no method " + name, e);
    }
  }
}
