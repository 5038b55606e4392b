package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.pindown.nic.ffi.NativeLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Keeps the process's signal handlers over a call that may replace them; the JVM leaves null checks to the hardware, and so to SIGSEGV. The
 * libraries of the psm providers, which libfabric is linked with, take it as they are loaded, and end the process at the first one. The
 * shm provider of libfabric 1.17 takes it each time that an endpoint is opened, and remembers one handler before its own; with two
 * endpoints that is its own. A handler that is the JVM's afterwards stays: it is not the library's doing but that of another thread, which has
 * meanwhile asked to be told of a signal.
 */
final class SignalActions {
  static final NativeLibrary C = NativeLibrary.ofCLibrary();

  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;
  private static final int SIGSTOP = 19;
  /** Those below the real-time signals. */
  private static final int LAST = 31;

  // struct sigaction { ... };   <signal.h>; only copied
  static final StructLayout SIGACTION$LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("sa_handler"),
              MemoryLayout.sequenceLayout(16, ValueLayout.JAVA_LONG).withName("sa_mask"),
              JAVA_INT.withName("sa_flags"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_LONG.withName("sa_restorer"))
          .withName("struct sigaction");

  // int sigaction(int signum, const struct sigaction *act, struct sigaction *oldact);   <signal.h>
  private static final MethodHandle sigaction$MH =
      C.bind("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private static final long[] JVM = mappingAround(handler(SIGSEGV));

  private SignalActions() {}

  /** Where the code at an address begins and ends; nothing, if that is not to be had. */
  private static long[] mappingAround(long address) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-");
        long[] bounds = {Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16)};
        if (isIn(bounds, address)) {
          return bounds;
        }
      }
    } catch (IOException e) {
      return new long[2]; // then what another thread asks for at this moment is lost, as far as it can be told
    }
    return new long[2];
  }

  private static boolean isIn(long[] bounds, long address) {
    return Long.compareUnsigned(bounds[0], address) <= 0 && Long.compareUnsigned(address, bounds[1]) < 0;
  }

  /** Does {@code call}; one at a time, or one would keep what another one's has replaced. */
  static synchronized long kept(LongSupplier call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(SIGACTION$LAYOUT.byteSize() * (LAST + 1), SIGACTION$LAYOUT.byteAlignment());
      for (int signal = 1; signal <= LAST; signal++) {
        sigaction(signal, MemorySegment.NULL, of(before, signal));
      }
      try {
        return call.getAsLong();
      } finally {
        restore(before, arena.allocate(SIGACTION$LAYOUT));
      }
    }
  }

  private static void restore(MemorySegment before, MemorySegment now) {
    for (int signal = 1; signal <= LAST; signal++) {
      MemorySegment wanted = of(before, signal);
      sigaction(signal, MemorySegment.NULL, now);
      if (signal != SIGKILL && signal != SIGSTOP && handler(now) != handler(wanted) && !isIn(JVM, handler(now))) {
        sigaction(signal, wanted, MemorySegment.NULL);
      }
    }
  }

  /** The handler of a signal, 1 to 31, as an address. */
  static long handler(int signal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment now = arena.allocate(SIGACTION$LAYOUT);
      sigaction(signal, MemorySegment.NULL, now);
      return handler(now);
    }
  }

  private static long handler(MemorySegment action) {
    return action.get(ValueLayout.JAVA_LONG, 0);
  }

  private static MemorySegment of(MemorySegment actions, int signal) {
    return actions.asSlice(signal * SIGACTION$LAYOUT.byteSize(), SIGACTION$LAYOUT.byteSize());
  }

  private static void sigaction(int signal, MemorySegment action, MemorySegment before) {
    try {
      int ignored = (int) sigaction$MH.invokeExact(signal, action, before);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
