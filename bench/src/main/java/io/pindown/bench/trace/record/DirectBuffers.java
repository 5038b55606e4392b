package io.pindown.bench.trace.record;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;

/** Where direct buffers are, and their end at a moment of our own choice, so that a trace does not depend on the collector. */
final class DirectBuffers {
  private DirectBuffers() {}

  /** The address of the byte at the buffer's position. */
  static long address(ByteBuffer buffer) {
    ByteBuf wrapped = Unpooled.wrappedBuffer(buffer);
    try {
      return wrapped.memoryAddress() + wrapped.readerIndex();
    } finally {
      wrapped.release();
    }
  }

  /** Frees a buffer that was allocated or mapped, no slice or duplicate. */
  static void free(ByteBuffer buffer) {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Method free = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
      free.invoke(instance.get(null), buffer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot free " + buffer + " on this JVM", e);
    }
  }
}
