package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How often the classes that have hooks were replaced, by us and by others. The VM counts it in {@code java.lang.Class}, whoever did it;
 * so it is known when somebody's rewriting is over, and whether there was one more than was noticed. Thread-safe.
 */
final class Redefinitions {
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long REFUSED_AFTER = TimeUnit.MILLISECONDS.toNanos(50);

  /** What came of waiting for others. */
  enum Others {
    /** Each class was replaced once at most: what is there now has been there ever since that, and what was proven before until then. */
    ONCE,
    /** Some class was replaced more than once: what was there in between is not known. */
    OFTEN,
    /** Somebody is still at it. */
    BUSY
  }

  private final Inside inside;
  /** The count of each class that is accounted for. Guarded by this. */
  private final Map<Class<?>, Integer> accounted = new HashMap<>();

  Redefinitions(Inside inside) {
    this.inside = inside;
  }

  /** A class that was there before the agent, and may have been replaced already; for the first time. */
  synchronized void meet(Class<?> type) {
    if (!accounted.containsKey(type)) {
      accounted.put(type, inside.redefinitions(type));
    }
  }

  /** We have replaced a class. */
  synchronized void own(Class<?> type) {
    account(type, 1);
  }

  /** How often others have replaced a class since that was accounted for. */
  private synchronized int byOthers(Class<?> type) {
    Integer known = accounted.get(type);
    return inside.redefinitions(type) - (known == null ? 0 : known);
  }

  private synchronized void account(Class<?> type, int more) {
    Integer known = accounted.get(type);
    accounted.put(type, (known == null ? 0 : known) + more);
  }

  /** Waits for what others have begun, not for long, and accounts for it. */
  Others await(Doubt doubt) {
    Others others = Others.ONCE;
    for (Class<?> type : doubt.classes()) {
      Doubt.Rewrites seen = doubt.noted(type);
      if (!areOver(type, seen)) {
        return Others.BUSY;
      }
      int times = byOthers(type);
      others = times > 1 ? Others.OFTEN : others;
      account(type, times);
      doubt.forget(type, seen);
    }
    return others;
  }

  /** Whether a class was replaced without our having been asked. */
  synchronized boolean anyUnnoticed() {
    for (Class<?> type : accounted.keySet()) {
      if (byOthers(type) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Accounts for all that has happened so far, noticed or not. */
  synchronized void accountForAll() {
    for (Map.Entry<Class<?>, Integer> entry : accounted.entrySet()) {
      entry.setValue(inside.redefinitions(entry.getKey()));
    }
  }

  private boolean areOver(Class<?> type, Doubt.Rewrites rewrites) {
    long begun = System.nanoTime();
    while (byOthers(type) < rewrites.begun) {
      long waited = System.nanoTime() - begun;
      if (waited > REFUSED_AFTER && !isRewriting(rewrites.by)) {
        return true; // the VM, or another transformer, has refused it
      }
      if (waited > LONGEST_WAIT) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1L));
    }
    return true;
  }

  /** Whether a thread is inside of what makes the VM rewrite classes, be it an agent or the flight recorder. */
  private static boolean isRewriting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().startsWith("sun.instrument.") || frame.getMethodName().startsWith("retransformClasses")) {
        return true;
      }
    }
    return false;
  }
}
