package io.pindown.it.library;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.pindown.it.app.HookedPath;
import io.pindown.it.app.OffHeap;
import io.pindown.it.app.Scene;
import java.lang.reflect.Field;
import java.util.Map;

/** Netty's buffers, with whatever its version allocates them by on this JDK. */
final class NettyPaths {
  /** More than a chunk of the pool, so that it is allocated by itself. */
  private static final int HUGE = 9_000_011;

  private NettyPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("netty-unpooled", scene -> freed(scene, UnpooledByteBufAllocator.DEFAULT, LibraryBlock.SIZE));
    paths.put("netty-pooled-huge", scene -> freed(scene, PooledByteBufAllocator.DEFAULT, HUGE));
    paths.put("netty-pooled", scene -> freed(scene, PooledByteBufAllocator.DEFAULT, LibraryBlock.SIZE));
  }

  private static void freed(Scene scene, ByteBufAllocator allocator, int size) throws Throwable {
    scene.note("cleaner", cleaner());
    ByteBuf buffer = allocator.directBuffer(size);
    ByteBuf beside = allocator.directBuffer(size);
    long base = address(buffer, size);
    LibraryBlock.freed(scene, base, address(beside, size), address -> (address == base ? buffer : beside).release());
  }

  private static long address(ByteBuf buffer, int size) throws ReflectiveOperationException {
    return buffer.hasMemoryAddress() ? buffer.memoryAddress() : OffHeap.address(buffer.internalNioBuffer(0, size));
  }

  /** The class that ends Netty's direct buffers. */
  private static String cleaner() throws ReflectiveOperationException {
    for (String name : new String[] {"LEGACY_CLEANER", "CLEANER"}) {
      try {
        Field field = PlatformDependent.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null).getClass().getSimpleName();
      } catch (NoSuchFieldException e) {
        // the other name is that of another version
      }
    }
    return "unknown";
  }
}
