package io.pindown.agent.adopt;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that is linked through the cleaners themselves: {@code jdk.internal.ref.Cleaner}, up to JDK 25, which ends with null; and that of
 * {@code java.lang.ref.Cleaner}, up to JDK 22 or so, which is a ring. A cleaner that has left points to itself.
 */
final class LinkedCleaners implements CleanerList {
  private final Object lock;
  private final Object ring;
  private final VarHandle first;
  private final VarHandle next;
  private final Class<?> type;
  private final VarHandle action;

  /**
   * @param lock what guards the list
   * @param ring the head of a ring, itself no cleaner; null if {@code first}, a static field, has the first cleaner
   * @param type of which class a cleaner must be to have an {@code action}
   */
  private LinkedCleaners(Object lock, Object ring, VarHandle first, VarHandle next, Class<?> type, VarHandle action) {
    this.lock = lock;
    this.ring = ring;
    this.first = first;
    this.next = next;
    this.type = type;
    this.action = action;
  }

  static CleanerList ofBuffers(Internals internals) throws ReflectiveOperationException {
    Class<?> cleaner = Internals.type("jdk.internal.ref.Cleaner");
    return new LinkedCleaners(
        cleaner, null, internals.field(cleaner, "first"), internals.field(cleaner, "next"), cleaner, internals.field(cleaner, "thunk"));
  }

  static CleanerList ofObjects(Internals internals, Object head) throws ReflectiveOperationException {
    Class<?> cleaner = Internals.type("jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
    VarHandle next = internals.field("jdk.internal.ref.PhantomCleanable", "next");
    return new LinkedCleaners(head, head, null, next, cleaner, internals.field(cleaner, "action"));
  }

  @Override
  public List<Object> snapshot() {
    List<Object> cleaners = new ArrayList<>(1024);
    synchronized (lock) {
      Object at = ring == null ? (Object) first.get() : (Object) next.get(ring);
      for (; at != ring && at != null; at = (Object) next.get(at)) {
        cleaners.add(at);
      }
    }
    return cleaners;
  }

  @Override
  public Object lock() {
    return lock;
  }

  @Override
  public boolean holds(Object cleaner) {
    return (Object) next.get(cleaner) != cleaner;
  }

  @Override
  public Object action(Object cleaner) {
    return type.isInstance(cleaner) ? (Object) action.get(cleaner) : null;
  }
}
