package io.pindown.cache;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Where a direct buffer's bytes are, found with public means only, no flag and no warning. Thread-safe. */
public final class BufferAddress {
  /** From JDK 22 on MemorySegment.ofBuffer is final API, and a segment begins at the position. Before, Unsafe reads the buffer's base. */
  private static final boolean BY_SEGMENT = Runtime.version().feature() >= 22;

  private static final MethodHandle ADDRESS = find();

  private BufferAddress() {}

  /**
   * The address of the byte at the buffer's position. Some nanoseconds.
   *
   * @throws IllegalArgumentException if the buffer is not direct
   */
  public static long of(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(buffer + " is on the heap, where it can move; only direct buffers can be registered");
    }
    try {
      long found = (long) ADDRESS.invokeExact(buffer);
      return BY_SEGMENT ? found : found + buffer.position();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the address of " + buffer + " cannot be found on this JVM", e);
    }
  }

  private static MethodHandle find() {
    MethodType type = MethodType.methodType(long.class, ByteBuffer.class);
    try {
      return (BY_SEGMENT ? bySegment() : byUnsafe()).asType(type);
    } catch (ReflectiveOperationException e) {
      return MethodHandles.dropArguments(MethodHandles.throwException(long.class, ReflectiveOperationException.class).bindTo(e), 0, ByteBuffer.class);
    }
  }

  private static MethodHandle bySegment() throws ReflectiveOperationException {
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    return MethodHandles.filterReturnValue(
        lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class)),
        lookup.findVirtual(segment, "address", MethodType.methodType(long.class)));
  }

  /** sun.misc.Unsafe, which does not warn on those JDKs. */
  private static MethodHandle byUnsafe() throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Object unsafe = instance.get(null);
    Field address = Buffer.class.getDeclaredField("address");
    long offset = (long) type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, address);
    MethodHandle getLong =
        MethodHandles.publicLookup().findVirtual(type, "getLong", MethodType.methodType(long.class, Object.class, long.class)).bindTo(unsafe);
    return MethodHandles.insertArguments(getLong, 1, offset);
  }
}
