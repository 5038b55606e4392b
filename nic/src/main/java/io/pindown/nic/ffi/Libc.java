package io.pindown.nic.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * C library functions. Each wrapper has the C name and returns what the system call returns inside the kernel: a value from 0 on, or
 * the errno negated. So no wrapper throws for a failure that a caller may want to handle, and none needs a second call to ask why.
 *
 * <p>Thread-safe: errno goes into a segment of the calling thread. Addresses are passed as numbers; the caller keeps the memory alive.
 */
public final class Libc {
  /** Shared with the tests, which hold each {@code $MH} name against the symbol. */
  static final NativeLibrary LIBRARY = NativeLibrary.ofCLibrary();

  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle errno$VH =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** One capture segment for each thread: the downcall writes errno there before the JVM can run anything that changes it. */
  private static final ThreadLocal<MemorySegment> CALL_STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  // long syscall(long number, ...);   <unistd.h>; six arguments are the most that a system call takes
  private static final MethodHandle syscall$MH =
      LIBRARY.bind(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          ERRNO,
          Linker.Option.firstVariadicArg(1));

  // char *strerror(int errnum);   <string.h>
  private static final MethodHandle strerror$MH = LIBRARY.bind("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);   <sys/mman.h>
  private static final MethodHandle mmap$MH =
      LIBRARY.bind("mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), ERRNO);

  // int munmap(void *addr, size_t length);   <sys/mman.h>
  private static final MethodHandle munmap$MH = LIBRARY.bind("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG), ERRNO);

  // int close(int fd);   <unistd.h>
  private static final MethodHandle close$MH = LIBRARY.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);

  // int open(const char *pathname, int flags, ... /* mode_t mode */);   <fcntl.h>
  private static final MethodHandle open$MH =
      LIBRARY.bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERRNO, Linker.Option.firstVariadicArg(2));

  // int memfd_create(const char *name, unsigned int flags);   <sys/mman.h>
  private static final MethodHandle memfd_create$MH =
      LIBRARY.bind("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), ERRNO);

  // int ftruncate(int fd, off_t length);   <unistd.h>
  private static final MethodHandle ftruncate$MH = LIBRARY.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), ERRNO);

  // off_t lseek(int fd, off_t offset, int whence);   <unistd.h>
  private static final MethodHandle lseek$MH =
      LIBRARY.bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT), ERRNO);

  // ssize_t pread(int fd, void *buf, size_t count, off_t offset);   <unistd.h>
  private static final MethodHandle pread$MH =
      LIBRARY.bind("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG), ERRNO);

  private Libc() {}

  /** Any system call by number; arguments that it does not take are ignored. */
  public static long syscall(long number, long a, long b, long c, long d, long e, long f) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((long) syscall$MH.invokeExact(state, number, a, b, c, d, e, f), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((long) mmap$MH.invokeExact(state, address, length, protection, flags, fd, offset), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int munmap(long address, long length) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((int) munmap$MH.invokeExact(state, address, length), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int close(int fd) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((int) close$MH.invokeExact(state, fd), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int open(String path, int flags, int mode) {
    MemorySegment state = CALL_STATE.get();
    try (Arena arena = Arena.ofConfined()) {
      return result((int) open$MH.invokeExact(state, arena.allocateFrom(path), flags, mode), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int memfd_create(String name, int flags) {
    MemorySegment state = CALL_STATE.get();
    try (Arena arena = Arena.ofConfined()) {
      return result((int) memfd_create$MH.invokeExact(state, arena.allocateFrom(name), flags), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static int ftruncate(int fd, long size) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((int) ftruncate$MH.invokeExact(state, fd, size), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  public static long lseek(int fd, long offset, int whence) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((long) lseek$MH.invokeExact(state, fd, offset, whence), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** {@code buffer} is native memory, all of which may be written. */
  public static long pread(int fd, MemorySegment buffer, long offset) {
    MemorySegment state = CALL_STATE.get();
    try {
      return result((long) pread$MH.invokeExact(state, fd, buffer, buffer.byteSize(), offset), state);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** The C library's text for an error number. */
  public static String strerror(int errno) {
    try {
      // The text is static, or per thread, and ends with 0; no known one is near this bound.
      return ((MemorySegment) strerror$MH.invokeExact(errno)).reinterpret(1024).getString(0);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long result(long returned, MemorySegment state) {
    return returned == -1 ? -(int) errno$VH.get(state, 0L) : returned;
  }

  static int result(int returned, MemorySegment state) {
    return returned == -1 ? -(int) errno$VH.get(state, 0L) : returned;
  }

  /** Where a downcall of this thread that captures errno puts it, until the next such downcall. */
  public static MemorySegment callState() {
    return CALL_STATE.get();
  }

  /** What was put there. */
  public static int errno(MemorySegment state) {
    return (int) errno$VH.get(state, 0L);
  }
}
