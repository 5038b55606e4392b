package io.pindown.it.app;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/** What a Java program can do with off-heap memory without the FFM API. */
public final class OffHeap {
  /** sun.misc.Unsafe, as every program gets it. */
  static final Unsafe UNSAFE = unsafe();

  private OffHeap() {}

  /** Where a direct or mapped buffer lies; by the FFM API where that is final, so that nothing deprecated is called. */
  public static long address(ByteBuffer direct) throws ReflectiveOperationException {
    if (Runtime.version().feature() < 22) {
      return UNSAFE.getLong(direct, UNSAFE.objectFieldOffset(Buffer.class.getDeclaredField("address"))) + direct.position();
    }
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    Method address = segment.getMethod("address");
    return (long) address.invoke(segment.getMethod("ofBuffer", Buffer.class).invoke(null, direct));
  }

  /** Frees or unmaps at once, as libraries do. The buffer must be neither a slice nor a duplicate. */
  public static void invokeCleaner(ByteBuffer direct) {
    UNSAFE.invokeCleaner(direct);
  }

  @SuppressWarnings({"deprecation", "removal"})
  public static long allocate(long size) {
    return UNSAFE.allocateMemory(size);
  }

  @SuppressWarnings({"deprecation", "removal"})
  public static long reallocate(long block, long size) {
    return UNSAFE.reallocateMemory(block, size);
  }

  @SuppressWarnings({"deprecation", "removal"})
  public static void free(long block) {
    UNSAFE.freeMemory(block);
  }

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
