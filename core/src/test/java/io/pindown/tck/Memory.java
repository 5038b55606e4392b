package io.pindown.tck;

import io.pindown.cache.BufferAddress;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/** A block of whole pages, written to, that is freed when the test says so. */
final class Memory implements AutoCloseable {
  static final int PAGE = 4096;

  private final ByteBuffer block;
  private final ByteBuffer pages;
  private final long address;
  private boolean freed;

  private Memory(int count) {
    block = ByteBuffer.allocateDirect((count + 1) * PAGE);
    pages = block.alignedSlice(PAGE).slice(0, count * PAGE);
    address = BufferAddress.of(pages);
    fill('.');
  }

  static Memory ofPages(int count) {
    return new Memory(count);
  }

  long address() {
    return address;
  }

  /** The begin of a page, counted from 0. */
  long page(int number) {
    return address + (long) number * PAGE;
  }

  int length() {
    return pages.capacity();
  }

  void fill(char with) {
    for (int i = 0; i < pages.capacity(); i++) {
      pages.put(i, (byte) with);
    }
  }

  void free() throws ReflectiveOperationException {
    if (!freed) {
      freed = true;
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe.getMethod("invokeCleaner", ByteBuffer.class).invoke(instance.get(null), block);
    }
  }

  @Override
  public void close() throws ReflectiveOperationException {
    free();
  }
}
