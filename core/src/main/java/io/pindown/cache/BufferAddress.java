package io.pindown.cache;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Where a direct buffer's bytes are, found with public means only, no flag and no warning. */
abstract class BufferAddress {
  private static final BufferAddress FOUND = find();

  /**
   * The address of the byte at the buffer's position.
   *
   * @throws IllegalArgumentException if the buffer is not direct
   */
  static long of(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(buffer + " is on the heap, where it can move; only direct buffers can be registered");
    }
    try {
      return FOUND.address(buffer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the address of " + buffer + " cannot be found on this JVM", e);
    }
  }

  abstract long address(ByteBuffer buffer) throws ReflectiveOperationException;

  private static BufferAddress find() {
    try {
      return Runtime.version().feature() >= 22 ? new BySegment() : new ByUnsafe();
    } catch (ReflectiveOperationException e) {
      return new BufferAddress() {
        @Override
        long address(ByteBuffer buffer) throws ReflectiveOperationException {
          throw e;
        }
      };
    }
  }

  /** From JDK 22 on, MemorySegment.ofBuffer is final API. */
  private static final class BySegment extends BufferAddress {
    private final Method ofBuffer;
    private final Method address;

    BySegment() throws ReflectiveOperationException {
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      ofBuffer = segment.getMethod("ofBuffer", Buffer.class);
      address = segment.getMethod("address");
    }

    @Override
    long address(ByteBuffer buffer) throws ReflectiveOperationException {
      return (long) address.invoke(ofBuffer.invoke(null, buffer));
    }
  }

  /** Before, sun.misc.Unsafe reads the field, without a warning there. */
  private static final class ByUnsafe extends BufferAddress {
    private final Object unsafe;
    private final Method getLong;
    private final long offset;

    ByUnsafe() throws ReflectiveOperationException {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe = instance.get(null);
      getLong = type.getMethod("getLong", Object.class, long.class);
      Field address = Buffer.class.getDeclaredField("address");
      offset = (long) type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, address);
    }

    @Override
    long address(ByteBuffer buffer) throws ReflectiveOperationException {
      return (long) getLong.invoke(unsafe, buffer, offset) + buffer.position();
    }
  }
}
