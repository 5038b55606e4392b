package io.pindown.agent.hook;

import java.nio.ByteBuffer;
import java.security.ProtectionDomain;

/**
 * Stands in for {@code jdk.internal.misc.Unsafe}, which {@code --release 17} hides from the compiler. Every reference to
 * this class is renamed when the classes of this package are defined; the stand-in itself is never loaded.
 */
final class InternalUnsafe {
  private InternalUnsafe() {}

  static InternalUnsafe getUnsafe() {
    throw standIn();
  }

  long objectFieldOffset(Class<?> owner, String field) {
    throw standIn();
  }

  int getIntVolatile(Object owner, long offset) {
    throw standIn();
  }

  long getLong(Object owner, long offset) {
    throw standIn();
  }

  byte getByte(long address) {
    throw standIn();
  }

  long getLong(long address) {
    throw standIn();
  }

  long allocateMemory(long size) {
    throw standIn();
  }

  long reallocateMemory(long base, long size) {
    throw standIn();
  }

  void freeMemory(long base) {
    throw standIn();
  }

  void invokeCleaner(ByteBuffer buffer) {
    throw standIn();
  }

  Class<?> defineClass(String name, byte[] classFile, int offset, int length, ClassLoader loader, ProtectionDomain domain) {
    throw standIn();
  }

  Object allocateInstance(Class<?> type) throws InstantiationException {
    throw standIn();
  }

  private static IllegalStateException standIn() {
    return new IllegalStateException("a stand-in for jdk.internal.misc.Unsafe: once installed, this refers to the real one");
  }
}
