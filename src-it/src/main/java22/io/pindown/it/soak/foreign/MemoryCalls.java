package io.pindown.it.soak.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.foreign.Libc;
import java.lang.invoke.MethodHandle;

/** System calls that change mappings, bound once. */
final class MemoryCalls {
  static final long PAGE = 4_096;

  private static final int PROT_NONE = 0;
  private static final int OVER = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;
  private static final MethodHandle MMAP =
      Libc.bound("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MADVISE = Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle MREMAP = Libc.bound("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private MemoryCalls() {}

  /** Drops the pages of private memory; they come back as zeros. */
  static void dontNeed(long address, long length) throws Throwable {
    if ((int) MADVISE.invokeExact(address, length, Libc.MADV_DONTNEED) != 0) {
      throw new IllegalStateException("madvise of " + length + " bytes failed");
    }
  }

  /** Maps private memory over what is there. */
  static void mapOver(long address, long length) throws Throwable {
    mapOver(address, length, Libc.PROT_READ_WRITE);
  }

  /** Maps memory that cannot be touched over what is there, so that the place is kept. */
  static void mapHoleOver(long address, long length) throws Throwable {
    mapOver(address, length, PROT_NONE);
  }

  private static void mapOver(long address, long length, int protection) throws Throwable {
    if ((long) MMAP.invokeExact(address, length, protection, OVER, -1, 0L) != address) {
      throw new IllegalStateException("mmap over " + length + " bytes failed");
    }
  }

  /** The new address, or -1 if the mapping cannot be made so long, where it is or, if it may move, anywhere. */
  static long remap(long address, long length, long newLength, boolean mayMove) throws Throwable {
    return (long) MREMAP.invokeExact(address, length, newLength, mayMove ? Libc.MREMAP_MAYMOVE : 0);
  }
}
