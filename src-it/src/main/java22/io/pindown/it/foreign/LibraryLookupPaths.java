package io.pindown.it.foreign;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.LibraryPaths;
import io.pindown.it.app.Scene;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A native library that goes with the arena that it was looked up in. */
final class LibraryLookupPaths {
  private LibraryLookupPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("library-lookup-closed", LibraryLookupPaths::closed);
  }

  @SuppressWarnings("restricted")
  private static void closed(Scene scene) throws Exception {
    scene.withoutNeighbour(); // the event names no range
    Path library = LibraryPaths.library();
    Watch watch;
    try (Arena arena = Arena.ofConfined()) {
      scene.note("found", SymbolLookup.libraryLookup(library, arena).find("JIMAGE_Open").isPresent());
      watch = LibraryPaths.watchData(scene, library);
      scene.step("loaded");
    }
    scene.step("unloaded");
    scene.note("mapped", LibraryPaths.isMapped(library));
    AddressSpace.process().undeclare(watch.start());
    Files.delete(library);
  }
}
