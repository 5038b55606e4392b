package io.pindown.it.soak;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/** Reads and writes memory by address, whoever it belongs to. The caller knows that it is mapped. */
final class RawMemory {
  static final long PAGE = 4096;

  private static final Unsafe UNSAFE = unsafe();

  private RawMemory() {}

  static long word(long address) {
    return UNSAFE.getLong(address);
  }

  /** What is there now, whoever wrote it. */
  static long wordNow(long address) {
    return UNSAFE.getLongVolatile(null, address);
  }

  static void word(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  static byte octet(long address) {
    return UNSAFE.getByte(address);
  }

  static void octet(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  static long pageDown(long address) {
    return address & -PAGE;
  }

  static long pageUp(long address) {
    return address + PAGE - 1 & -PAGE;
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
