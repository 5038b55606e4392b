package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.util.Map;

/** System calls that change mappings, called by handles of the linker. Sizes are prime numbers of pages. */
final class MappingCallPaths {
  private static final long PAGE = 4_096;
  private static final long SIZE = 101 * PAGE;

  private MappingCallPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("downcall-munmap", MappingCallPaths::munmap);
    paths.put("downcall-munmap-one-page", MappingCallPaths::munmapOnePage);
    paths.put("downcall-mmap-fixed", MappingCallPaths::mmapFixed);
    paths.put("downcall-madvise-dontneed", MappingCallPaths::madvise);
    paths.put("downcall-mremap-moved", MappingCallPaths::mremapMoved);
    paths.put("downcall-mremap-onto", MappingCallPaths::mremapOnto);
    paths.put("downcall-shmdt", MappingCallPaths::shmdt);
  }

  private static void munmap(Scene scene) throws Throwable {
    long block = Libc.mmap(SIZE);
    scene.watch("whole", block, SIZE);
    scene.watch("last", block + SIZE - 1, 1);
    scene.step("mapped");
    Libc.munmap(block, SIZE);
    scene.step("unmapped");
  }

  /** Each third of one mapping: only what loses its page is reported. */
  private static long three(Scene scene) throws Throwable {
    long block = Libc.mmap(SIZE);
    scene.watch("before", block, 50 * PAGE);
    scene.watch("page", block + 50 * PAGE, PAGE);
    scene.watch("after", block + 51 * PAGE, 50 * PAGE);
    scene.step("mapped");
    return block;
  }

  private static void munmapOnePage(Scene scene) throws Throwable {
    long block = three(scene);
    Libc.munmap(block + 50 * PAGE, PAGE);
    scene.step("page-unmapped");
    Libc.munmap(block, SIZE);
    scene.step("all-unmapped");
  }

  private static void mmapFixed(Scene scene) throws Throwable {
    long block = three(scene);
    Libc.mmap(block + 50 * PAGE, PAGE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED);
    scene.step("page-mapped-over");
    Libc.munmap(block, SIZE);
    scene.step("all-unmapped");
  }

  private static void madvise(Scene scene) throws Throwable {
    long block = three(scene);
    scene.note("result", (int) Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)
        .invokeExact(block + 50 * PAGE, PAGE, Libc.MADV_DONTNEED));
    scene.step("page-dropped");
    Libc.munmap(block, SIZE);
    scene.step("all-unmapped");
  }

  private static long mremap(long from, long length, int flags, long to) throws Throwable {
    long result = (long) Libc.bound("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)
        .invokeExact(from, length, length, flags, to);
    if (result == -1) {
      throw new IllegalStateException("mremap of " + length + " bytes failed");
    }
    return result;
  }

  private static void mremapMoved(Scene scene) throws Throwable {
    long block = Libc.mmap(SIZE);
    long place = Libc.mmap(SIZE); // stays until then: what is unmapped may be the JVM's by then
    scene.watch("old", block, SIZE);
    scene.step("mapped");
    long moved = mremap(block, SIZE, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, place);
    scene.note("moved", moved == place);
    scene.step("moved-step");
    scene.watch("new", moved, SIZE);
    Libc.munmap(moved, SIZE);
    scene.step("unmapped");
  }

  private static void mremapOnto(Scene scene) throws Throwable {
    long block = Libc.mmap(SIZE);
    long target = Libc.mmap(SIZE);
    scene.watch("target", target, SIZE);
    scene.step("mapped");
    mremap(block, SIZE, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, target);
    scene.step("mapped-onto");
    Libc.munmap(target, SIZE);
    scene.step("unmapped");
  }

  /** The call names no length: the whole segment goes. */
  private static void shmdt(Scene scene) throws Throwable {
    scene.withoutNeighbour();
    int id = (int) Libc.bound("shmget", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT).invokeExact(0, SIZE, 0x200 | 0x180);
    long block = (long) Libc.bound("shmat", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT).invokeExact(id, 0L, 0);
    int removed = (int) Libc.bound("shmctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG).invokeExact(id, 0, 0L);
    scene.note("attached", block != -1 && removed == 0);
    scene.watch("first", block, PAGE);
    scene.watch("last", block + SIZE - 1, 1);
    scene.step("attached-step");
    scene.note("result", (int) Libc.bound("shmdt", JAVA_INT, JAVA_LONG).invokeExact(block));
    scene.step("detached");
  }
}
