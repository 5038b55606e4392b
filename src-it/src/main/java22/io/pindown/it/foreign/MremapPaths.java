package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.util.Map;

/** mremap in its forms, each between two mappings that nothing happens to. Sizes are in pages. */
final class MremapPaths {
  private static final long PAGE = 4_096;
  private static final int PAGES = 101;

  private MremapPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("downcall-mremap-shrunk", scene -> inPlace(scene, 50));
    paths.put("downcall-mremap-as-it-was", scene -> inPlace(scene, PAGES));
    paths.put("downcall-mremap-grown-in-place", MremapPaths::grownInPlace);
    paths.put("downcall-mremap-may-move", MremapPaths::mayMove);
    paths.put("downcall-mremap-refused", MremapPaths::refused);
    paths.put("downcall-mremap-dontunmap", MremapPaths::dontUnmap);
    paths.put("downcall-mremap-fixed-onto", MremapPaths::fixedOnto);
    paths.put("downcall-mremap-part", MremapPaths::part);
  }

  static long mremap(long from, long pages, long newPages, int flags, long to) throws Throwable {
    return (long) Libc.bound("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)
        .invokeExact(from, pages * PAGE, newPages * PAGE, flags, to);
  }

  /** Room for {@code PAGES} pages at index 1, with {@code gap} pages unmapped behind it, between two neighbours of ten pages. */
  private static long[] between(Scene scene, int gap) throws Throwable {
    long all = Libc.mmap((PAGES + gap + 20) * PAGE);
    long middle = all + 10 * PAGE;
    long above = middle + (PAGES + gap) * PAGE;
    Libc.munmap(all, (PAGES + gap + 20) * PAGE);
    int fixed = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;
    Libc.mmap(all, 10 * PAGE, fixed);
    Libc.mmap(middle, PAGES * PAGE, fixed);
    Libc.mmap(above, 10 * PAGE, fixed);
    scene.watch("below", all, 10 * PAGE);
    scene.watch("above", above, 10 * PAGE);
    return new long[] {all, middle, above};
  }

  private static void end(Scene scene, long[] neighbours) throws Throwable {
    Libc.munmap(neighbours[0], 10 * PAGE);
    Libc.munmap(neighbours[2], 10 * PAGE);
    scene.step("neighbours-unmapped");
  }

  private static void inPlace(Scene scene, int newPages) throws Throwable {
    long[] at = between(scene, 0);
    scene.watch("head", at[1], 50 * PAGE);
    scene.watch("tail", at[1] + 50 * PAGE, 51 * PAGE);
    scene.step("mapped");
    scene.note("same", mremap(at[1], PAGES, newPages, Libc.MREMAP_MAYMOVE, 0) == at[1]);
    scene.step("remapped");
    Libc.munmap(at[1], newPages * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  private static void grownInPlace(Scene scene) throws Throwable {
    long[] at = between(scene, 10);
    scene.watch("old", at[1], PAGES * PAGE);
    scene.step("mapped");
    scene.note("same", mremap(at[1], PAGES, PAGES + 10, 0, 0) == at[1]);
    scene.step("grown");
    scene.watch("all", at[1], (PAGES + 10) * PAGE);
    scene.containers("containers");
    Libc.munmap(at[1], (PAGES + 10) * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  private static void mayMove(Scene scene) throws Throwable {
    long[] at = between(scene, 0);
    scene.watch("old", at[1], PAGES * PAGE);
    scene.step("mapped");
    long moved = mremap(at[1], PAGES, 2 * PAGES, Libc.MREMAP_MAYMOVE, 0);
    scene.note("moved", moved != -1 && moved != at[1]);
    scene.step("moved-step");
    scene.watch("new", moved, 2 * PAGES * PAGE);
    Libc.munmap(moved, 2 * PAGES * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  /** It cannot grow where it is, and may not move. */
  private static void refused(Scene scene) throws Throwable {
    long[] at = between(scene, 0);
    scene.watch("old", at[1], PAGES * PAGE);
    scene.step("mapped");
    scene.note("result", mremap(at[1], PAGES, PAGES + 1, 0, 0));
    scene.step("refused");
    scene.watch("still", at[1], PAGES * PAGE);
    Libc.munmap(at[1], PAGES * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  private static void dontUnmap(Scene scene) throws Throwable {
    long[] at = between(scene, 0);
    scene.watch("old", at[1], PAGES * PAGE);
    scene.step("mapped");
    long moved = mremap(at[1], PAGES, PAGES, Libc.MREMAP_MAYMOVE | Libc.MREMAP_DONTUNMAP, 0);
    scene.note("moved", moved != -1 && moved != at[1]);
    scene.containers("containers");
    scene.step("moved-step");
    scene.watch("emptied", at[1], PAGES * PAGE);
    scene.watch("new", moved, PAGES * PAGE);
    Libc.munmap(moved, PAGES * PAGE);
    scene.step("moved-unmapped");
    Libc.munmap(at[1], PAGES * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  private static void fixedOnto(Scene scene) throws Throwable {
    long[] at = between(scene, 0);
    long other = Libc.mmap(20 * PAGE);
    scene.watch("first", at[1], 40 * PAGE);
    scene.watch("target", at[1] + 40 * PAGE, 20 * PAGE);
    scene.watch("last", at[1] + 60 * PAGE, 41 * PAGE);
    scene.watch("source", other, 20 * PAGE);
    scene.step("mapped");
    long onto = at[1] + 40 * PAGE;
    scene.note("there", mremap(other, 20, 20, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, onto) == onto);
    scene.step("mapped-onto");
    Libc.munmap(at[1], PAGES * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }

  /** Ten pages out of the middle go elsewhere. */
  private static void part(Scene scene) throws Throwable {
    long[] at = between(scene, 0);
    scene.watch("first", at[1], 40 * PAGE);
    scene.watch("part", at[1] + 40 * PAGE, 10 * PAGE);
    scene.watch("last", at[1] + 50 * PAGE, 51 * PAGE);
    scene.step("mapped");
    long moved = mremap(at[1] + 40 * PAGE, 10, 20, Libc.MREMAP_MAYMOVE, 0);
    scene.note("moved", moved != -1 && moved != at[1] + 40 * PAGE);
    scene.step("moved-step");
    Libc.munmap(moved, 20 * PAGE);
    Libc.munmap(at[1], PAGES * PAGE);
    scene.step("unmapped");
    end(scene, at);
  }
}
