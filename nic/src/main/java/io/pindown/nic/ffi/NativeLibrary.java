package io.pindown.nic.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The functions of one native library, bound by name. Thread-safe.
 *
 * <p>It remembers which symbol each handle was bound to, so that a test can hold every {@code name$MH} constant against the symbol
 * that was really looked up.
 */
public final class NativeLibrary {
  private record Binding(String symbol, MethodHandle handle) {}

  private final String name;
  private final SymbolLookup symbols;
  private final List<Binding> bindings = new ArrayList<>();

  private NativeLibrary(String name, SymbolLookup symbols) {
    this.name = name;
    this.symbols = symbols;
  }

  /** The C library that the JVM itself is linked with. */
  public static NativeLibrary ofCLibrary() {
    return new NativeLibrary("the C library", Linker.nativeLinker().defaultLookup());
  }

  /**
   * A library looked up by {@code symbols}.
   *
   * @param name how messages call it
   */
  public static NativeLibrary of(String name, SymbolLookup symbols) {
    return new NativeLibrary(Objects.requireNonNull(name, "name"), Objects.requireNonNull(symbols, "symbols"));
  }

  /**
   * Binds {@code symbol}. Keep the handle in a {@code static final} field, or each call is slow.
   *
   * @throws UnsatisfiedLinkError if the library has no such symbol
   */
  public MethodHandle bind(String symbol, FunctionDescriptor type, Linker.Option... options) {
    MemorySegment address =
        symbols.find(symbol).orElseThrow(() -> new UnsatisfiedLinkError("symbol " + symbol + " is not in " + name));
    MethodHandle handle = Linker.nativeLinker().downcallHandle(address, type, options);
    synchronized (bindings) {
      bindings.add(new Binding(symbol, handle));
    }
    return handle;
  }

  /** The symbol that {@code handle} was bound to by this object; null if it was not. */
  public String symbolOf(MethodHandle handle) {
    synchronized (bindings) {
      for (Binding binding : bindings) {
        if (binding.handle() == handle) {
          return binding.symbol();
        }
      }
      return null;
    }
  }

  /** What a binding throws for a Throwable that a downcall cannot throw: unchecked ones as they are, anything else as an AssertionError. */
  public static RuntimeException unexpected(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new AssertionError("a downcall threw a checked exception", failure);
  }
}
