package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.agent.hook.Inside;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The reader's code in a page of its own, and the ways to run it: as system calls, and as a thread that the JVM does not know. Linked from
 * inside java.base, so that no flag is needed and no warning printed. Immutable.
 */
final class NativeCode {
  private static final long PAGE = 4096;
  private static final int READ_WRITE = 3;
  private static final int READ_EXECUTE = 5;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final long STACK = 64 << 10;
  private static final int DETACHED = 1;

  private final MethodHandle link;
  private final MethodHandle reinterpret;
  private final MethodHandle call;
  private final long reader;

  /** @throws IllegalStateException if memory for code cannot be had */
  NativeCode(Inside inside) throws Throwable {
    MethodHandles.Lookup lookup = inside.lookup();
    link =
        lookup
            .findVirtual(
                Linker.class,
                "downcallHandle",
                MethodType.methodType(MethodHandle.class, MemorySegment.class, FunctionDescriptor.class, Linker.Option[].class))
            .asFixedArity();
    reinterpret = lookup.findVirtual(MemorySegment.class, "reinterpret", MethodType.methodType(MemorySegment.class, long.class));
    MethodHandle mmap =
        function("mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    long page = (long) mmap.invokeExact(0L, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    if (page == -1L) {
      throw new IllegalStateException("no memory for the reader's code");
    }
    at(page, PAGE).copyFrom(MemorySegment.ofArray(ReaderCode.bytes()));
    int result = (int) function("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)).invokeExact(page, PAGE, READ_EXECUTE);
    if (result != 0) {
      throw new IllegalStateException("memory with the reader's code may not be made executable");
    }
    reader = page + ReaderCode.READER;
    call =
        linked(
            MemorySegment.ofAddress(page + ReaderCode.CALL),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private MethodHandle function(String name, FunctionDescriptor type) throws Throwable {
    MemorySegment symbol =
        Linker.nativeLinker().defaultLookup().find(name).orElseThrow(() -> new IllegalStateException("the C library has no " + name));
    return linked(symbol, type);
  }

  private MethodHandle linked(MemorySegment symbol, FunctionDescriptor type) throws Throwable {
    return (MethodHandle) link.invoke(Linker.nativeLinker(), symbol, type, new Linker.Option[0]);
  }

  /** Memory at an address. */
  MemorySegment at(long address, long size) throws Throwable {
    return (MemorySegment) reinterpret.invoke(MemorySegment.ofAddress(address), size);
  }

  /** A system call: what the kernel returns, an error as its negative number. */
  long call(int number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0, 0);
  }

  long call(int number, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) call.invokeExact((long) number, a, b, c, d, e, f);
    } catch (Throwable failure) {
      throw new IllegalStateException("system call " + number + " could not be made", failure);
    }
  }

  /** Starts the reader with a stack of 64 KiB; it runs until it is told to end. */
  void start(MemorySegment control) throws Throwable {
    FunctionDescriptor one = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    FunctionDescriptor two = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG);
    MethodHandle create =
        function("pthread_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(128, 16);
      MemorySegment thread = arena.allocate(JAVA_LONG);
      require("pthread_attr_init", (int) function("pthread_attr_init", one).invokeExact(attributes));
      require("pthread_attr_setstacksize", (int) function("pthread_attr_setstacksize", two).invokeExact(attributes, STACK));
      MethodHandle detach = function("pthread_attr_setdetachstate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
      require("pthread_attr_setdetachstate", (int) detach.invokeExact(attributes, DETACHED));
      require("pthread_create", (int) create.invokeExact(thread, attributes, reader, control));
    }
  }

  private static void require(String name, int result) {
    if (result != 0) {
      throw new IllegalStateException(name + " failed with error " + result);
    }
  }
}
