package io.pindown.it.rcache;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** An {@code ucs_rcache} with a device that only counts, in the tests' own library. */
final class Rcache {
  private static final int VM_UNMAPPED = 1 << 17;

  private final MethodHandle use;
  private final long cache;

  /** @param declare whether UCX is told that somebody else sees to events, although nobody does */
  Rcache(String library, boolean declare) throws Throwable {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    if (declare) {
      MethodHandle external = Linker.nativeLinker().downcallHandle(
          SymbolLookup.libraryLookup("libucm.so.0", Arena.global()).find("ucm_set_external_event").orElseThrow(), FunctionDescriptor.ofVoid(JAVA_INT));
      external.invokeExact(VM_UNMAPPED);
    }
    use = bound(symbols, "rcache_use", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    MethodHandle open = bound(symbols, "rcache_open", ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_LONG);
      long status = (long) open.invokeExact(result);
      if (status != 0) {
        throw new IllegalStateException("UCX opens no cache: status " + status);
      }
      cache = result.get(JAVA_LONG, 0);
    }
  }

  private static MethodHandle bound(SymbolLookup symbols, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(), FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  /** Uses a range once; returns the registrations that there have been so far. */
  long use(long address, long length) throws Throwable {
    long registrations = (long) use.invokeExact(cache, address, length);
    if (registrations < 0) {
      throw new IllegalStateException("UCX refuses: status " + registrations);
    }
    return registrations;
  }
}
