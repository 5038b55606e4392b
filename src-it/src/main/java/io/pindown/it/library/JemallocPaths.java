package io.pindown.it.library;

import io.pindown.it.app.HookedPath;
import java.util.Map;
import org.lwjgl.system.jemalloc.JEmalloc;

/** A binding of jemalloc, of which the agent knows nothing: a description of the test's own tells it. */
final class JemallocPaths {
  private static final int SIZE = LibraryBlock.SIZE;

  private JemallocPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("jemalloc-malloc", scene -> LibraryBlock.freed(scene, JEmalloc.nje_malloc(SIZE), JEmalloc.nje_malloc(SIZE), JEmalloc::nje_free));
    paths.put("jemalloc-calloc", scene -> LibraryBlock.freed(scene, JEmalloc.nje_calloc(1, SIZE), JEmalloc.nje_calloc(SIZE, 1), JEmalloc::nje_free));
    paths.put("jemalloc-aligned", scene -> LibraryBlock.freed(scene, aligned(), aligned(), base -> JEmalloc.nje_free_sized(base, SIZE)));
    paths.put("jemalloc-mallocx", scene -> LibraryBlock.freed(scene, JEmalloc.nje_mallocx(SIZE, 0), JEmalloc.nje_mallocx(SIZE, 0), base -> JEmalloc.nje_dallocx(base, 0)));
    paths.put("jemalloc-realloc-moved", scene -> LwjglPaths.moved(scene, JEmalloc.nje_malloc(SIZE), JEmalloc::nje_realloc, JEmalloc::nje_free));
  }

  private static long aligned() {
    return JEmalloc.nje_aligned_alloc(64, SIZE);
  }
}
