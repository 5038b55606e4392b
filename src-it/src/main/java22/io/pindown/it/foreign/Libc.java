package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Functions of the C library that programs bind by themselves. Pointers are segments here; some paths bind them as longs. */
@SuppressWarnings("restricted")
public final class Libc {
  public static final int PROT_READ_WRITE = 3;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_FIXED_NOREPLACE = 0x100000;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MADV_DONTNEED = 4;
  public static final int MREMAP_MAYMOVE = 1;
  public static final int MREMAP_FIXED = 2;
  public static final int MREMAP_DONTUNMAP = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle malloc$MH = bound("malloc", ADDRESS, JAVA_LONG);
  private static final MethodHandle free$MH = boundVoid("free", ADDRESS);
  private static final MethodHandle mmap$MH = bound("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle munmap$MH = bound("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Libc() {}

  public static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().find(name).orElseThrow(() -> new IllegalStateException("the C library has no " + name));
  }

  public static MethodHandle bound(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
  }

  public static MethodHandle boundVoid(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(arguments));
  }

  /** A handle that takes the function's address as its first argument. */
  public static MethodHandle unboundVoid(MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.ofVoid(arguments));
  }

  /** Numbers of system calls on this architecture: x86-64's, and the general table's. */
  public static long number(int x86, int general) {
    return System.getProperty("os.arch").equals("amd64") ? x86 : general;
  }

  public static MemorySegment malloc(long size) throws Throwable {
    return (MemorySegment) malloc$MH.invokeExact(size);
  }

  public static void free(MemorySegment block) throws Throwable {
    free$MH.invokeExact(block);
  }

  public static void freeQuietly(MemorySegment block) {
    try {
      free(block);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Private anonymous memory. */
  public static long mmap(long length) throws Throwable {
    return mmap(0, length, MAP_PRIVATE | MAP_ANONYMOUS);
  }

  public static long mmap(long address, long length, int flags) throws Throwable {
    long result = (long) mmap$MH.invokeExact(address, length, PROT_READ_WRITE, flags, -1, 0L);
    if (result == -1) {
      throw new IllegalStateException("mmap of " + length + " bytes failed");
    }
    return result;
  }

  /** Maps where nothing is; false if something has come to be there, be it the JVM's, which a mapping over it would end. */
  public static boolean mapIfFree(long address, long length) throws Throwable {
    return (long) mmap$MH.invokeExact(address, length, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0L) == address;
  }

  public static void munmap(long address, long length) throws Throwable {
    int result = (int) munmap$MH.invokeExact(address, length);
    if (result != 0) {
      throw new IllegalStateException("munmap of " + length + " bytes at " + Long.toHexString(address) + " failed");
    }
  }
}
