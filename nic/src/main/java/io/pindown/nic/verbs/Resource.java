package io.pindown.nic.verbs;

import io.pindown.nic.ffi.Gate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that verbs has made. It is destroyed once: after the calls that use it have returned, and after what was made from it, newest
 * first; so any order of closing is right. Thread-safe; who closes second returns when it is destroyed.
 *
 * <pre>
 * field      written by                        access                 publishes
 * gate       enter, leave; close               atomic                 that no call may begin; that none is inside
 * children   made, destroyed                   under gate's monitor   what is to be closed before
 * destroyed  close                             under parents' monitor -
 * </pre>
 *
 * Closes' locks are taken from parent to child; that of {@code children} is held around nothing else.
 */
abstract class Resource implements AutoCloseable {
  /** Also the lock of a close: nobody else has it. */
  private final Resource[] parents;
  /** Also the lock of {@code children}: nobody else has it. */
  private final Gate gate = new Gate();
  /** Null until there is one: there may be a million memory regions, which have none. */
  private Set<Resource> children;
  private boolean destroyed;

  /** Entered by the caller: see {@link #make}. */
  Resource(Resource... parents) {
    this.parents = parents.clone();
  }

  /** What makes a child natively, and wraps it. */
  interface Maker<R extends Resource> {
    R make();
  }

  /** Makes a child of all of {@code parents}, none of which is destroyed meanwhile. */
  static <R extends Resource> R make(Maker<R> maker, Resource... parents) {
    int entered = 0;
    try {
      for (; entered < parents.length; entered++) {
        parents[entered].enter();
      }
      R made = maker.make();
      for (Resource parent : parents) {
        parent.adopt(made);
      }
      return made;
    } finally {
      while (entered > 0) {
        parents[--entered].leave();
      }
    }
  }

  private void adopt(Resource child) {
    synchronized (gate) {
      if (children == null) {
        children = new LinkedHashSet<>();
      }
      children.add(child);
    }
  }

  private void forget(Resource child) {
    synchronized (gate) {
      children.remove(child);
    }
  }

  final List<Resource> children() {
    synchronized (gate) {
      return children == null ? List.of() : new ArrayList<>(children);
    }
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

  /** Whether it may be used. */
  public final boolean isOpen() {
    return !gate.isClosed();
  }

  /**
   * Destroys it, and before it what was made from it. Harmless the second time.
   *
   * @throws VerbsException if the device refuses; it is of no use afterwards all the same
   */
  @Override
  public final void close() {
    synchronized (parents) {
      if (destroyed) {
        return;
      }
      gate.close();
      gate.awaitEmpty();
      RuntimeException failure = null;
      for (Resource child : children().reversed()) {
        try {
          child.close();
        } catch (RuntimeException e) {
          failure = e;
        }
      }
      destroyed = true;
      try {
        destroy();
      } catch (RuntimeException e) {
        failure = e;
      }
      for (Resource parent : parents) {
        parent.forget(this);
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Destroys it natively. Called once. */
  abstract void destroy();
}
