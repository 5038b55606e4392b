package io.pindown.agent;

import io.pindown.agent.downcall.Downcalls;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Change;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the hook class calls for each native function that is linked. It makes the real thing at the first one, so that an
 * application without native functions does not load it. Thread-safe.
 */
final class LinkedHandles implements UnaryOperator<Object>, Consumer<String> {
  private final Inside inside;
  private SelfTest selfTest;
  private Downcalls downcalls;
  private boolean linkedBefore;

  LinkedHandles(Inside inside) {
    this.inside = inside;
  }

  synchronized void reportTo(SelfTest test) {
    selfTest = test;
  }

  /** The linker was there before the hooks, or without them for a while, so handles may be that are not wrapped. */
  synchronized void linkedBefore() {
    linkedBefore = true;
    if (downcalls != null) {
      downcalls.endsUnseen();
    }
  }

  synchronized Downcalls downcalls() {
    if (downcalls == null) {
      downcalls = new Downcalls(inside, this, !linkedBefore);
    }
    return downcalls;
  }

  @Override
  public Object apply(Object linked) {
    return downcalls().apply(linked);
  }

  /** A handle was not wrapped that should have been. */
  @Override
  public void accept(String reason) {
    SelfTest test;
    synchronized (this) {
      test = selfTest;
    }
    test.drop(Change.DOWNCALL, reason);
  }
}
