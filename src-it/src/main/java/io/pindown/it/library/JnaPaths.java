package io.pindown.it.library;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.util.Map;

/** JNA's two ways to the C library's allocator. */
final class JnaPaths {
  private JnaPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("jna-memory", JnaPaths::memory);
    paths.put("jna-native", scene -> LibraryBlock.freed(scene, Native.malloc(LibraryBlock.SIZE), Native.malloc(LibraryBlock.SIZE), Native::free));
  }

  private static void memory(Scene scene) throws Throwable {
    Memory memory = new Memory(LibraryBlock.SIZE);
    Memory beside = new Memory(LibraryBlock.SIZE);
    long base = Pointer.nativeValue(memory);
    LibraryBlock.freed(scene, base, Pointer.nativeValue(beside), address -> (address == base ? memory : beside).close());
  }
}
