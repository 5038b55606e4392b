package io.pindown.nic.uring;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.MemorySegment;

/** Checks of what applications pass in; the kernel would see only an address. */
final class Arguments {
  private Arguments() {}

  /** The address of native memory that is alive. */
  static long address(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("the segment is on the heap, which the garbage collector moves; native memory is allowed");
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("the segment's arena is closed");
    }
    return segment.address();
  }

  static long writable(MemorySegment segment) {
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("the segment is read-only, and it is to be written");
    }
    return address(segment);
  }

  static long operationLength(MemorySegment segment) {
    long length = segment.byteSize();
    if (length < 1 || length > Ring.MAX_REGION_LENGTH) {
      throw new IllegalArgumentException("the segment has " + length + " bytes; allowed is 1 to " + Ring.MAX_REGION_LENGTH);
    }
    return length;
  }

  static void checkRegion(long address, long length) {
    if (length < 1 || length > Ring.MAX_REGION_LENGTH) {
      throw new IllegalArgumentException("length is " + length + "; allowed is 1 to " + Ring.MAX_REGION_LENGTH);
    }
    if (address <= 0 || address > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("[0x" + Long.toHexString(address) + ", +" + length + ") is not a range of user memory");
    }
  }

  static void checkDescriptor(int fd) {
    if (fd < 0) {
      throw new IllegalArgumentException("descriptor is " + fd + "; allowed is 0 and more");
    }
  }

  /** Bytes that an operation moved, above 0, of one that has to go on until {@code length}. */
  static int progress(String operation, int result, long done, long length) {
    if (result > 0) {
      return result;
    }
    // A write of more than nothing that moves nothing would do so for ever.
    throw new NativeException(operation, result == 0 ? Errno.EIO : -result, done + " of " + length + " bytes were moved");
  }
}
