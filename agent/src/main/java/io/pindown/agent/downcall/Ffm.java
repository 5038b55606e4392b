package io.pindown.agent.downcall;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * What is needed of the Foreign Function &amp; Memory API, found by name. The names and types used here are the same from JDK
 * 21 to 26. Immutable.
 */
public final class Ffm {
  private final MethodHandle address;
  private final MethodHandle argumentLayouts;
  private final MethodHandle link;
  private final MethodHandle linkUnbound;
  private final MethodHandle function;
  private final MethodHandle voidFunction;
  private final MethodHandle ofBuffer;
  private final MethodHandle find;
  private final Class<?> segmentType;
  private final Class<?> layoutType;
  private final Class<?> optionType;
  private final Object linker;
  private final Object symbols;
  private final Object longLayout;
  private final Object addressLayout;

  /**
   * @param lookup a lookup of java.base: linking is a restricted method, which prints a warning for most other callers
   * @throws ReflectiveOperationException when this JDK has no such API
   */
  public Ffm(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
    segmentType = type("MemorySegment");
    layoutType = type("MemoryLayout");
    optionType = type("Linker$Option");
    Class<?> linkerType = type("Linker");
    Class<?> functionType = type("FunctionDescriptor");
    Class<?> lookupType = type("SymbolLookup");
    Class<?> values = type("ValueLayout");
    Class<?> layouts = Array.newInstance(layoutType, 0).getClass();
    Class<?> options = Array.newInstance(optionType, 0).getClass();
    address = nativeAddress(lookup, segmentType);
    ofBuffer = lookup.findStatic(segmentType, "ofBuffer", MethodType.methodType(segmentType, Buffer.class));
    argumentLayouts = lookup.findVirtual(functionType, "argumentLayouts", MethodType.methodType(List.class));
    function = lookup.findStatic(functionType, "of", MethodType.methodType(functionType, layoutType, layouts)).asFixedArity();
    voidFunction = lookup.findStatic(functionType, "ofVoid", MethodType.methodType(functionType, layouts)).asFixedArity();
    MethodType linking = MethodType.methodType(MethodHandle.class, segmentType, functionType, options);
    link = lookup.findVirtual(linkerType, "downcallHandle", linking).asFixedArity();
    linkUnbound = lookup.findVirtual(linkerType, "downcallHandle", linking.dropParameterTypes(0, 1)).asFixedArity();
    find = lookup.findVirtual(lookupType, "find", MethodType.methodType(Optional.class, String.class));
    longLayout = values.getField("JAVA_LONG").get(null);
    addressLayout = values.getField("ADDRESS").get(null);
    try {
      linker = lookup.findStatic(linkerType, "nativeLinker", MethodType.methodType(linkerType)).invoke();
      symbols = lookup.findVirtual(linkerType, "defaultLookup", MethodType.methodType(lookupType)).invoke(linker);
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the native linker cannot be had: " + e, e);
    }
  }

  /** A segment on the heap, which critical functions may be given, has an offset for its address: that must never be read from. */
  private static MethodHandle nativeAddress(MethodHandles.Lookup lookup, Class<?> segmentType) throws ReflectiveOperationException {
    MethodHandle isNative = lookup.findVirtual(segmentType, "isNative", MethodType.methodType(boolean.class));
    MethodHandle address = lookup.findVirtual(segmentType, "address", MethodType.methodType(long.class));
    MethodHandle none = MethodHandles.dropArguments(MethodHandles.constant(long.class, 0L), 0, segmentType);
    return MethodHandles.guardWithTest(isNative, address, none);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("java.lang.foreign." + name);
  }

  /** The class MemorySegment, which handles have for pointers. */
  public Class<?> segmentType() {
    return segmentType;
  }

  /** Takes a MemorySegment, returns its address, 0 if it is on the heap. */
  public MethodHandle address() {
    return address;
  }

  /** The address of a MemorySegment. */
  long addressOf(Object segment) throws Throwable {
    return (long) address.invoke(segment);
  }

  /** How many arguments a function descriptor describes. */
  int arguments(Object descriptor) throws Throwable {
    return ((List<?>) argumentLayouts.invoke(descriptor)).size();
  }

  /** A symbol of the default lookup, null when there is none of this name. */
  public Object find(String name) throws Throwable {
    return ((Optional<?>) find.invoke(symbols, name)).orElse(null);
  }

  /** A segment over a direct buffer. */
  Object segment(Buffer buffer) throws Throwable {
    return ofBuffer.invoke(buffer);
  }

  /** Letters for a function: the result (J long, P pointer, V none), then the arguments. */
  public MethodHandle link(Object symbol, String shape) throws Throwable {
    return (MethodHandle) link.invoke(linker, symbol, descriptor(shape), noOptions());
  }

  /** As {@link #link}, for a handle that takes the function's address as its first argument. */
  public MethodHandle linkUnbound(String shape) throws Throwable {
    return (MethodHandle) linkUnbound.invoke(linker, descriptor(shape), noOptions());
  }

  private Object descriptor(String shape) throws Throwable {
    Object arguments = Array.newInstance(layoutType, shape.length() - 1);
    for (int i = 1; i < shape.length(); i++) {
      Array.set(arguments, i - 1, layout(shape.charAt(i)));
    }
    return shape.charAt(0) == 'V' ? voidFunction.invoke(arguments) : function.invoke(layout(shape.charAt(0)), arguments);
  }

  private Object layout(char letter) {
    return letter == 'P' ? addressLayout : longLayout;
  }

  private Object noOptions() {
    return Array.newInstance(optionType, 0);
  }
}
