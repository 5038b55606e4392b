package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Reads and writes the members of structures that libfabric owns, by address. The caller keeps them alive. */
final class NativeMemory {
  @SuppressWarnings("restricted")
  private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private NativeMemory() {}

  static long word(long structure, StructLayout layout, String member) {
    return EVERYTHING.get(JAVA_LONG, structure + FabricLayouts.offset(layout, member));
  }

  static int number(long structure, StructLayout layout, String member) {
    return EVERYTHING.get(JAVA_INT, structure + FabricLayouts.offset(layout, member));
  }

  static void word(long structure, StructLayout layout, String member, long value) {
    EVERYTHING.set(JAVA_LONG, structure + FabricLayouts.offset(layout, member), value);
  }

  static void number(long structure, StructLayout layout, String member, int value) {
    EVERYTHING.set(JAVA_INT, structure + FabricLayouts.offset(layout, member), value);
  }

  /** The C string at {@code address}; null for 0. */
  static String string(long address) {
    return address == 0 ? null : EVERYTHING.getString(address);
  }

  /**
   * The function {@code member} of the table that {@code object} points to at {@code place}.
   *
   * @param place where in the object the pointer to the table is, in bytes
   * @throws FabricException ENOSYS if the table has no such function, since it is an older library's or the provider has none
   */
  static MemorySegment function(long object, long place, StructLayout table, String member) {
    long ops = EVERYTHING.get(JAVA_LONG, object + place);
    long offset = FabricLayouts.offset(table, member);
    long function = ops == 0 || EVERYTHING.get(JAVA_LONG, ops) <= offset ? 0 : EVERYTHING.get(JAVA_LONG, ops + offset);
    if (function == 0) {
      throw new FabricException(table.name().orElse("a table") + "." + member, Errno.ENOSYS, "the provider does not have it");
    }
    return MemorySegment.ofAddress(function);
  }
}
