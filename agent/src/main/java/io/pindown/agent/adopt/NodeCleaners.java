package io.pindown.agent.adopt;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of nodes with arrays of cleaners: {@code java.nio.BufferCleaner} from JDK 26 on, and that of {@code java.lang.ref.Cleaner} before
 * that already. A cleaner that has left has no node.
 */
final class NodeCleaners implements CleanerList {
  private final Object list;
  private final VarHandle head;
  private final VarHandle elements;
  private final VarHandle size;
  private final VarHandle next;
  private final VarHandle node;
  private final Class<?> type;
  private final VarHandle action;

  private NodeCleaners(Internals internals, Object list, VarHandle node, Class<?> type) throws ReflectiveOperationException {
    String nodes = list.getClass().getName().concat("$Node");
    this.list = list;
    this.head = internals.field(list.getClass(), "head");
    this.elements = internals.field(nodes, "arr");
    this.size = internals.field(nodes, "size");
    this.next = internals.field(nodes, "next");
    this.node = node;
    this.type = type;
    this.action = internals.field(type, "action");
  }

  static CleanerList ofBuffers(Internals internals) throws ReflectiveOperationException {
    Class<?> cleaner = Internals.type("java.nio.BufferCleaner$PhantomCleaner");
    Object list = internals.field("java.nio.BufferCleaner", "cleanerList").get();
    return new NodeCleaners(internals, list, internals.field(cleaner, "node"), cleaner);
  }

  static CleanerList ofObjects(Internals internals, Object list) throws ReflectiveOperationException {
    VarHandle node = internals.field("jdk.internal.ref.PhantomCleanable", "node");
    return new NodeCleaners(internals, list, node, Internals.type("jdk.internal.ref.CleanerImpl$PhantomCleanableRef"));
  }

  @Override
  public List<Object> snapshot() {
    List<Object> cleaners = new ArrayList<>(1024);
    synchronized (list) {
      for (Object at = (Object) head.get(list); at != null; at = (Object) next.get(at)) {
        Object[] array = (Object[]) elements.get(at);
        int filled = (int) size.get(at);
        for (int i = 0; i < filled; i++) {
          cleaners.add(array[i]);
        }
      }
    }
    return cleaners;
  }

  @Override
  public Object lock() {
    return list;
  }

  @Override
  public boolean holds(Object cleaner) {
    return (Object) node.get(cleaner) != null;
  }

  @Override
  public Object action(Object cleaner) {
    return type.isInstance(cleaner) ? (Object) action.get(cleaner) : null;
  }
}
