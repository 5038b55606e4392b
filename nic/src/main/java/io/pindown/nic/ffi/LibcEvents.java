package io.pindown.nic.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** eventfd(2) and the limit that it meets, with the conventions of {@link Libc}. Constants have their C names; the ABI test holds them. */
public final class LibcEvents {
  // <sys/eventfd.h>
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;

  // <sys/resource.h>
  public static final int RLIMIT_NOFILE = 7;
  public static final int RLIMIT_MEMLOCK = 8;

  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // int eventfd(unsigned int initval, int flags);   <sys/eventfd.h>
  private static final MethodHandle eventfd$MH = bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  // int eventfd_read(int fd, eventfd_t *value);   <sys/eventfd.h>; eventfd_t is uint64_t
  private static final MethodHandle eventfd_read$MH = bind("eventfd_read", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  // int eventfd_write(int fd, eventfd_t value);   <sys/eventfd.h>
  private static final MethodHandle eventfd_write$MH = bind("eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

  // int getrlimit(int resource, struct rlimit *rlim);   <sys/resource.h>; struct rlimit { rlim_t rlim_cur, rlim_max; }
  private static final MethodHandle getrlimit$MH = bind("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private LibcEvents() {}

  private static MethodHandle bind(String symbol, FunctionDescriptor type) {
    return Libc.LIBRARY.bind(symbol, type, ERRNO);
  }

  public static int eventfd(int value, int flags) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) eventfd$MH.invokeExact(state, value, flags), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code value} gets the counter, 8 bytes, which is 0 afterwards. */
  public static int eventfd_read(int fd, MemorySegment value) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) eventfd_read$MH.invokeExact(state, fd, value), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Adds {@code value} to the counter. */
  public static int eventfd_write(int fd, long value) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) eventfd_write$MH.invokeExact(state, fd, value), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code limits} gets the soft and the hard limit, 8 bytes each. */
  public static int getrlimit(int resource, MemorySegment limits) {
    MemorySegment state = Libc.callState();
    try {
      return Libc.result((int) getrlimit$MH.invokeExact(state, resource, limits), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
