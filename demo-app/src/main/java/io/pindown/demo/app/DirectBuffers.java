package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/** Direct byte buffers, freed at once through their cleaner as Netty, Lucene and others do. */
public final class DirectBuffers implements PayloadSource {
  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private final int length;

  public DirectBuffers(int length) {
    this.length = length;
  }

  @Override
  public String name() {
    return "direct buffers";
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Payload take(int generation) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length);
    Payload payload = new DirectPayload(buffer, MemorySegment.ofBuffer(buffer));
    rewrite(payload, generation, 0);
    return payload;
  }

  @Override
  public void close() {
    // Each payload frees its own buffer.
  }

  private static MethodHandle invokeCleaner() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JDK has no sun.misc.Unsafe.invokeCleaner to free a direct buffer with", missing);
    }
  }

  /** A buffer and the same memory as a segment. */
  record DirectPayload(ByteBuffer buffer, MemorySegment memory) implements Payload {
    @Override
    public void close() {
      try {
        INVOKE_CLEANER.invoke(buffer);
      } catch (Throwable impossible) {
        throw new IllegalStateException("the cleaner of a direct buffer failed", impossible);
      }
    }
  }
}
