package io.pindown.agent.audit;

import java.util.List;
import java.util.Set;

/** The calls by which a class gets at native functions by their names. */
final class Linking {
  /** The method that links, as reflection names it. */
  static final String BY_NAME = "downcallHandle";

  static final String JNA_LIBRARY = "com/sun/jna/Library";
  static final String JNA_REGISTER = "com/sun/jna/Native.register";

  private static final String LINKER = "java/lang/foreign/Linker";
  private static final String LOOKUP = "java/lang/foreign/SymbolLookup";
  private static final Set<String> JNA_LOOKUPS = Set.of("com/sun/jna/Function", "com/sun/jna/NativeLibrary");

  /** Classes of which every call makes a class worth a look. */
  static final List<String> OWNERS = List.of(LINKER, LOOKUP, "com/sun/jna/Function", "com/sun/jna/NativeLibrary");

  private Linking() {}

  static boolean isDowncallHandle(String owner, String name) {
    return owner.equals(LINKER) && name.equals(BY_NAME);
  }

  /** Whether the handle takes the address as an argument, so that no name could be known here. */
  static boolean isUnbound(String descriptor) {
    return descriptor.startsWith("(Ljava/lang/foreign/FunctionDescriptor;");
  }

  static boolean isSymbolLookup(String owner, String name) {
    return owner.equals(LOOKUP) && name.startsWith("find");
  }

  /** JNA's own code looks up what its callers name. */
  static boolean isJnaLookup(String caller, String owner, String name) {
    return !caller.startsWith("com/sun/jna/") && JNA_LOOKUPS.contains(owner) && name.equals("getFunction");
  }

  /** Whether a call that is given a text may have found a symbol for it. */
  static boolean yieldsSymbol(String owner, String descriptor) {
    return !owner.equals("java/lang/foreign/Arena") // it copies the text
        && !owner.equals("java/lang/foreign/SegmentAllocator")
        && (descriptor.endsWith(")Ljava/lang/foreign/MemorySegment;") || descriptor.endsWith(")Ljava/util/Optional;"));
  }

  /** Whether a call that is given a text may have looked up a method for it. */
  static boolean yieldsMethod(String descriptor) {
    return descriptor.endsWith(")Ljava/lang/reflect/Method;") || descriptor.endsWith(")Ljava/lang/invoke/MethodHandle;");
  }
}
