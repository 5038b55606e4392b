package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.FID$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS$LAYOUT;

import io.pindown.nic.ffi.Gate;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * One of libfabric's objects, which all begin with a {@code struct fid}. Thread-safe; each may be closed at any time, in any order, more
 * than once. Closing one first closes what depends on it, the latest first, and waits for calls that use it; a later call is refused.
 *
 * <p>Locks are taken from what is depended on to what depends on it, only while closing.
 */
public abstract class FabricObject implements AutoCloseable {
  private static final long OPS = offset(FID$LAYOUT, "ops");

  private final long address;
  private final Gate gate = new Gate();
  private final ConcurrentLinkedDeque<FabricObject> dependents = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<FabricObject> dependsOn = new ConcurrentLinkedDeque<>();
  private boolean freed; // guarded by this

  /**
   * @param address the native object
   * @param dependsOn what must be closed later than this; the caller is inside the gate of each
   */
  FabricObject(long address, FabricObject... dependsOn) {
    this.address = address;
    for (FabricObject other : dependsOn) {
      dependOn(other);
    }
  }

  /** The native object; use it between {@link #enter} and {@link #leave}. */
  final long address() {
    return address;
  }

  private void dependOn(FabricObject other) {
    dependsOn.add(other);
    other.dependents.addFirst(this);
  }

  /**
   * Begins a use, which {@link #leave} ends in a finally block.
   *
   * @throws IllegalStateException if this is closed
   */
  final void enter() {
    if (!gate.enter()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  final void leave() {
    gate.leave();
  }

  public final boolean isOpen() {
    return !gate.isClosed();
  }

  /** A function of the table that every object has. */
  final MemorySegment base(String function) {
    return NativeMemory.function(address, OPS, OPS$LAYOUT, function);
  }

  /** {@code fi_bind}: {@code other} is used by this from now on, and is closed after it. */
  final void bind(String call, FabricObject other, long flags) {
    enter();
    try {
      other.enter();
      try {
        FabricException.check(call, Calls.bind(base("bind"), address, other.address, flags));
        dependOn(other);
      } finally {
        other.leave();
      }
    } finally {
      leave();
    }
  }

  /**
   * Closes what depends on this, and this.
   *
   * @throws FabricException if libfabric refuses, such as EBUSY for what native code still uses; a later call tries again
   */
  @Override
  public void close() {
    gate.close();
    synchronized (this) { // whoever comes second waits until it is done
      if (freed) {
        return;
      }
      gate.awaitEmpty();
      for (Iterator<FabricObject> latestFirst = dependents.iterator(); latestFirst.hasNext(); ) {
        latestFirst.next().close();
      }
      FabricException.check("fi_close(" + getClass().getSimpleName() + ")", Calls.object(base("close"), address));
      freed = true;
    }
    for (FabricObject other : dependsOn) {
      other.dependents.remove(this);
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "@0x" + Long.toHexString(address);
  }
}
