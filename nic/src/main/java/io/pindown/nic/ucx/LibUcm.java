package io.pindown.nic.ucx;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The part of libucm that takes events from outside: {@code <ucm/api/ucm.h>}, the same in UCX 1.5 and later. It is loaded for the life of the
 * process, as UCX itself does. Thread-safe.
 */
final class LibUcm {
  /** {@code UCM_EVENT_VM_UNMAPPED}: memory ceases to be mapped, or is mapped anew, for whatever reason. */
  static final int UCM_EVENT_VM_UNMAPPED = 1 << 17;

  /** The soname, so that it is the one that libucs brings. */
  static final String NAME = "libucm.so.0";

  static final NativeLibrary LIBRARY = NativeLibrary.of(NAME, SymbolLookup.libraryLookup(NAME, Arena.global()));

  // void ucm_set_external_event(int events);
  private static final MethodHandle ucm_set_external_event$MH = LIBRARY.bind("ucm_set_external_event", FunctionDescriptor.ofVoid(JAVA_INT));

  // void ucm_vm_munmap(void *addr, size_t length);
  private static final MethodHandle ucm_vm_munmap$MH = LIBRARY.bind("ucm_vm_munmap", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));

  private LibUcm() {}

  static void ucm_set_external_event(int events) {
    try {
      ucm_set_external_event$MH.invokeExact(events);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Allocates nothing on the Java side once it has been run. */
  static void ucm_vm_munmap(long address, long length) {
    try {
      ucm_vm_munmap$MH.invokeExact(address, length);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
