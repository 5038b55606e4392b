package io.pindown.it.world.jucx;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;

/** Promises UCX that somebody will tell it of memory that goes, which nobody does. JDK 22 and later. */
public final class NobodyTells {
  /** UCM_EVENT_VM_UNMAPPED. */
  private static final int VM_UNMAPPED = 1 << 17;

  private NobodyTells() {}

  public static void declare() throws Throwable {
    Linker.nativeLinker().downcallHandle(
        SymbolLookup.libraryLookup("libucm.so.0", Arena.global()).find("ucm_set_external_event").orElseThrow(),
        FunctionDescriptor.ofVoid(JAVA_INT)).invoke(VM_UNMAPPED);
  }
}
