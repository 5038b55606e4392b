package io.pindown.it.rdma;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.LibraryPaths;
import io.pindown.it.app.OffHeap;
import io.pindown.it.app.Scene;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Memory of which nothing is known: it is registered for each use. */
final class GapPaths {
  private GapPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("block-below-4-kib", GapPaths::small);
    paths.put("data-of-a-native-library", GapPaths::data);
  }

  private static void small(Scene scene) {
    long block = OffHeap.allocate(3_989);
    scene.watch("block", block, 3_989);
    scene.step("allocated");
    OffHeap.free(block);
    scene.step("freed");
  }

  @SuppressWarnings("restricted")
  private static void data(Scene scene) throws Exception {
    Path library = LibraryPaths.library();
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(library, arena);
      scene.watchOnly("data", LibraryPaths.data(library), 4_096);
      scene.step("loaded");
    }
    scene.step("unloaded");
    Files.delete(library);
  }
}
