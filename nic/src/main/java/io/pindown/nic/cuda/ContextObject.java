package io.pindown.nic.cuda;

import io.pindown.nic.ffi.Gate;
import java.util.function.IntSupplier;

/**
 * Something that a context has made. It is destroyed once, after the calls that use it have returned. Thread-safe; who closes second returns when it is
 * destroyed.
 *
 * <pre>
 * field      written by            access            publishes
 * gate       enter, leave; close   atomic            that no call may begin; that none is inside
 * destroyed  close                 under gate        -
 * </pre>
 */
abstract class ContextObject implements AutoCloseable {
  private final CudaContext context;
  /** Also the lock of a close: nobody else has it. */
  private final Gate gate = new Gate();
  private boolean destroyed;

  ContextObject(CudaContext context) {
    this.context = context;
  }

  public final CudaContext context() {
    return context;
  }

  /**
   * Begins a use, which {@link #leave} ends.
   *
   * @throws IllegalStateException if it is closed
   */
  final void enter() {
    if (!gate.enter()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  final void leave() {
    gate.leave();
  }

  /** One driver call that uses this object, with its context current. */
  final int use(IntSupplier call) {
    enter();
    try {
      return context.run(call);
    } finally {
      leave();
    }
  }

  /** Whether it may be used. */
  public final boolean isOpen() {
    return !gate.isClosed();
  }

  /**
   * Destroys it. Harmless the second time.
   *
   * @throws CudaException if the driver refuses; it is of no use afterwards all the same
   */
  @Override
  public final void close() {
    synchronized (gate) {
      if (destroyed) {
        return;
      }
      gate.close();
      gate.awaitEmpty();
      destroyed = true;
      try {
        destroy();
      } finally {
        context.forget(this);
      }
    }
  }

  /** Destroys it natively. Called once, and before the context is given back. */
  abstract void destroy();
}
