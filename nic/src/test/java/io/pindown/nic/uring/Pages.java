package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Anonymous memory mapped and unmapped by hand, so that a test knows what lies behind an address. */
final class Pages implements AutoCloseable {
  static final long PAGE = 4096;

  /** Not in LibcConstants, since only tests need it; fails instead of replacing what another thread of the JVM mapped meanwhile. */
  private static final int MAP_FIXED_NOREPLACE = 0x100000;

  private static final int ANONYMOUS = LibcConstants.MAP_PRIVATE | LibcConstants.MAP_ANONYMOUS;

  private final long address;
  private final long length;

  private Pages(long address, long length) {
    this.address = address;
    this.length = length;
  }

  static Pages map(long length) {
    return new Pages(mapAt(0, length, 0), length);
  }

  private static long mapAt(long address, long length, int more) {
    int protection = LibcConstants.PROT_READ | LibcConstants.PROT_WRITE;
    return NativeException.check("mmap", Libc.mmap(address, length, protection, ANONYMOUS | more, -1, 0));
  }

  long address() {
    return address;
  }

  long length() {
    return length;
  }

  MemorySegment segment() {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  void fill(char value) {
    segment().fill((byte) value);
  }

  byte at(long offset) {
    return segment().get(ValueLayout.JAVA_BYTE, offset);
  }

  /** Replaces the pages by new ones in one step. */
  void mapOver() {
    mapAt(address, length, LibcConstants.MAP_FIXED);
  }

  void unmap() {
    NativeException.check("munmap", Libc.munmap(address, length));
  }

  /** Maps new pages at the same address after {@link #unmap}; false if another thread of the JVM got it first. */
  boolean mapAgain() {
    int protection = LibcConstants.PROT_READ | LibcConstants.PROT_WRITE;
    long result = Libc.mmap(address, length, protection, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (result == -Errno.EEXIST) {
      return false;
    }
    return NativeException.check("mmap", result) == address;
  }

  @Override
  public void close() {
    unmap();
  }
}
