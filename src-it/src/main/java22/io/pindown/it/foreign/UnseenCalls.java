package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HexFormat;

/**
 * System calls as a native library makes them by itself: by code of its own, in a page that is made here, which no hook knows. For x86-64;
 * the code moves seven arguments to where the kernel wants them.
 */
@SuppressWarnings("restricted")
public final class UnseenCalls {
  public static final int WRITE = 1;
  public static final int MMAP = 9;
  public static final int MUNMAP = 11;
  public static final int MREMAP = 25;
  public static final int MADVISE = 28;

  private static final long PAGE = 4096;
  private static final int READ_EXECUTE = 5;
  private static final String CODE = "4889f84889f74889d64889ca4d89c24d89c84c8b4c24080f05c3";
  private static final MethodHandle CALL = link();

  private UnseenCalls() {}

  private static MethodHandle link() {
    try {
      long page = Libc.mmap(PAGE);
      MemorySegment.ofAddress(page).reinterpret(PAGE).copyFrom(MemorySegment.ofArray(HexFormat.of().parseHex(CODE)));
      int result = (int) Libc.bound("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT).invokeExact(page, PAGE, READ_EXECUTE);
      if (result != 0) {
        throw new IllegalStateException("mprotect failed");
      }
      FunctionDescriptor type = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
      return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(page), type);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** @throws IllegalStateException with the error number */
  public static long call(long number, long a, long b, long c, long d, long e, long f) throws Throwable {
    long result = result(number, a, b, c, d, e, f);
    if (result < 0 && result > -PAGE) {
      throw new IllegalStateException("system call " + number + " failed: " + -result);
    }
    return result;
  }

  /** What the kernel answers: an error number's negative for failure. */
  public static long result(long number, long a, long b, long c, long d, long e, long f) throws Throwable {
    return (long) CALL.invokeExact(number, a, b, c, d, e, f);
  }
}
