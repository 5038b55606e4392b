package io.pindown.agent.adopt;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads an extent from the object that will end it: a direct buffer's deallocator, a mapping's unmapper, an arena's clean-up of either.
 * They are told by their fields, whose names differ from release to release; an object without them has no extent that can be known.
 * Thread-safe.
 */
final class Extents {
  private static final String DEALLOCATOR = "java.nio.DirectByteBuffer$Deallocator";
  private static final String UNMAPPER = "sun.nio.ch.FileChannelImpl$Unmapper";
  private static final String CLEANUP = "jdk.internal.foreign.MemorySessionImpl$ResourceList$ResourceCleanup";
  /** Base and size of a block as an arena's clean-up has them: in 21, from 22 on. */
  private static final String[][] BLOCKS = {{"val$buf", "val$alignedSize"}, {"val$allocationBase", "val$allocationSize"}};
  private static final String MAPPED = "val$unmapper";
  private static final Shape NONE = new Shape(null, null, null, false);

  /** Where a class keeps an extent: base and size, or the unmapper that has them. */
  private static final class Shape {
    private final VarHandle base;
    private final VarHandle size;
    private final VarHandle unmapper;
    private final boolean mapping;

    Shape(VarHandle base, VarHandle size, VarHandle unmapper, boolean mapping) {
      this.base = base;
      this.size = size;
      this.unmapper = unmapper;
      this.mapping = mapping;
    }
  }

  private final Internals internals;
  private final ConcurrentHashMap<Class<?>, Shape> shapes = new ConcurrentHashMap<>();

  Extents(Internals internals) {
    this.internals = internals;
  }

  /** What {@code action} will end, or null if that cannot be known. */
  Extent of(Object action) {
    if (action == null) {
      return null;
    }
    Shape shape = shapes.get(action.getClass());
    if (shape == null) {
      shape = shapeOf(action.getClass());
      shapes.put(action.getClass(), shape);
    }
    if (shape.unmapper != null) {
      return of((Object) shape.unmapper.get(action));
    }
    return shape == NONE ? null : new Extent((long) shape.base.getVolatile(action), (long) shape.size.get(action), shape.mapping);
  }

  private Shape shapeOf(Class<?> type) {
    if (type.getClassLoader() != null) {
      return NONE;
    }
    try {
      if (type.getName().equals(DEALLOCATOR)) {
        return new Shape(internals.field(type, "address"), internals.field(type, "size"), null, false);
      }
      Class<?> above = type.getSuperclass();
      if (above != null && above.getName().equals(UNMAPPER)) {
        return new Shape(internals.field(above, "address"), internals.field(above, "size"), null, true);
      }
      return above != null && above.getName().equals(CLEANUP) ? shapeOfCleanUp(type) : NONE;
    } catch (ReflectiveOperationException e) {
      return NONE; // another JDK than those that were looked at
    }
  }

  private Shape shapeOfCleanUp(Class<?> type) throws ReflectiveOperationException {
    for (String[] names : BLOCKS) {
      if (has(type, names[0]) && has(type, names[1])) {
        return new Shape(internals.field(type, names[0]), internals.field(type, names[1]), null, false);
      }
    }
    return has(type, MAPPED) ? new Shape(null, null, internals.field(type, MAPPED), true) : NONE;
  }

  private static boolean has(Class<?> type, String field) {
    try {
      type.getDeclaredField(field);
      return true;
    } catch (NoSuchFieldException e) {
      return false;
    }
  }
}
