package io.pindown.agent.weave;

import java.util.Arrays;

/** Bytes in the order of a class file, as many as are written. Not thread-safe. */
final class Bytes {
  private byte[] bytes;
  private int size;

  Bytes(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  Bytes u1(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
    return this;
  }

  Bytes u2(int value) {
    return u1(value >> 8).u1(value);
  }

  Bytes u4(int value) {
    return u2(value >> 16).u2(value);
  }

  /** What stands at {@code at} becomes this. */
  void set4(int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> 24 - 8 * i);
    }
  }

  Bytes copy(byte[] from, int start, int end) {
    int length = end - start;
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
    System.arraycopy(from, start, bytes, size, length);
    size += length;
    return this;
  }

  Bytes copy(Bytes from) {
    return copy(from.bytes, 0, from.size);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }
}
