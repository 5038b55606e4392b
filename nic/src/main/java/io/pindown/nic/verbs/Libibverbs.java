package io.pindown.nic.verbs;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** The library itself, loaded once and never unloaded, or why there is none. */
final class Libibverbs {
  private static final String FILE = "libibverbs.so.1";

  /** Null where it is not to be had. */
  static final NativeLibrary LIBRARY;
  private static final String CAUSE;

  static {
    NativeLibrary loaded = null;
    String cause = null;
    try {
      loaded = NativeLibrary.of(FILE, lookup());
    } catch (IllegalArgumentException e) {
      cause = FILE + " cannot be loaded (" + e.getMessage() + "): install libibverbs and a provider (Debian: apt-get install libibverbs1 ibverbs-providers)";
    }
    LIBRARY = loaded;
    CAUSE = cause;
  }

  private Libibverbs() {}

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup() {
    return SymbolLookup.libraryLookup(FILE, Arena.global());
  }

  /** Why it is not there; null if it is. */
  static String cause() {
    return CAUSE;
  }

  /**
   * To be called before the first native call.
   *
   * @throws VerbsUnavailableException if it is not there
   */
  static void require() {
    if (CAUSE != null) {
      throw new VerbsUnavailableException(CAUSE);
    }
  }
}
