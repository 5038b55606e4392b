package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.util.Map;

/** Advice that takes pages away and advice that does not, and mmap at an address; one page in the middle of a mapping each. */
final class AdvicePaths {
  private static final long PAGE = 4_096;
  private static final long SIZE = 101 * PAGE;
  private static final int MAP_SHARED = 1;

  private AdvicePaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("downcall-madvise-free", scene -> advised(scene, Libc.MAP_PRIVATE, "madvise", 8));
    paths.put("downcall-madvise-remove", scene -> advised(scene, MAP_SHARED, "madvise", 9));
    paths.put("downcall-madvise-dontneed-locked", scene -> advised(scene, Libc.MAP_PRIVATE, "madvise", 24));
    paths.put("downcall-madvise-guard-install", scene -> advised(scene, Libc.MAP_PRIVATE, "madvise", 102));
    paths.put("downcall-madvise-harmless", scene -> advised(scene, Libc.MAP_PRIVATE, "madvise", 3));
    paths.put("downcall-posix-madvise-dontneed", scene -> advised(scene, Libc.MAP_PRIVATE, "posix_madvise", 4));
    paths.put("downcall-mmap-fixed-noreplace", AdvicePaths::fixedNoReplace);
    paths.put("downcall-mmap-hint", AdvicePaths::hint);
    paths.put("downcall-mmap64-fixed", AdvicePaths::mmap64);
    paths.put("downcall-remap-file-pages", AdvicePaths::remapFilePages);
    paths.put("downcall-shmat-remap", AdvicePaths::shmatRemap);
    paths.put("downcall-sbrk", AdvicePaths::sbrk);
  }

  private static long three(Scene scene, int flags) throws Throwable {
    long block = Libc.mmap(0, SIZE, flags | Libc.MAP_ANONYMOUS);
    scene.watch("before", block, 50 * PAGE);
    scene.watch("page", block + 50 * PAGE, PAGE);
    scene.watch("after", block + 51 * PAGE, 50 * PAGE);
    scene.step("mapped");
    return block;
  }

  private static void end(Scene scene, long block) throws Throwable {
    Libc.munmap(block, SIZE);
    scene.step("all-unmapped");
  }

  private static void advised(Scene scene, int flags, String function, int advice) throws Throwable {
    long block = three(scene, flags);
    int result = (int) Libc.bound(function, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT).invokeExact(block + 50 * PAGE, PAGE, advice);
    scene.note("known", result == 0 || advice > 20); // the youngest kinds are not in every kernel; the event is there all the same
    scene.step("advised");
    end(scene, block);
  }

  private static void fixedNoReplace(Scene scene) throws Throwable {
    long block = three(scene, Libc.MAP_PRIVATE);
    scene.note("result", mmap("mmap", block + 50 * PAGE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED_NOREPLACE));
    scene.step("refused");
    end(scene, block);
  }

  private static void hint(Scene scene) throws Throwable {
    long block = three(scene, Libc.MAP_PRIVATE);
    long elsewhere = mmap("mmap", block + 50 * PAGE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS);
    scene.note("elsewhere", elsewhere != -1 && (elsewhere < block || elsewhere >= block + SIZE));
    scene.step("mapped-elsewhere");
    Libc.munmap(elsewhere, PAGE);
    end(scene, block);
  }

  private static void mmap64(Scene scene) throws Throwable {
    long block = three(scene, Libc.MAP_PRIVATE);
    long page = block + 50 * PAGE;
    scene.note("there", mmap("mmap64", page, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED) == page);
    scene.step("page-mapped-over");
    end(scene, block);
  }

  private static long mmap(String function, long address, int flags) throws Throwable {
    return (long) Libc.bound(function, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)
        .invokeExact(address, PAGE, Libc.PROT_READ_WRITE, flags, -1, 0L);
  }

  private static void remapFilePages(Scene scene) throws Throwable {
    long block = three(scene, MAP_SHARED);
    scene.note("result", (int) Libc.bound("remap_file_pages", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT)
        .invokeExact(block + 50 * PAGE, PAGE, 0, 7L, 0));
    scene.step("remapped");
    end(scene, block);
  }

  /** The call names no length. */
  private static void shmatRemap(Scene scene) throws Throwable {
    scene.withoutNeighbour();
    long block = three(scene, Libc.MAP_PRIVATE);
    int id = (int) Libc.bound("shmget", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT).invokeExact(0, PAGE, 0x200 | 0x180);
    long at = (long) Libc.bound("shmat", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT).invokeExact(id, block + 50 * PAGE, 0x4000);
    int removed = (int) Libc.bound("shmctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG).invokeExact(id, 0, 0L);
    scene.note("attached", at == block + 50 * PAGE && removed == 0);
    scene.step("page-attached-over");
    end(scene, block);
  }

  /** By nothing, which changes nothing: the end of the heap is the C library's to move. */
  private static void sbrk(Scene scene) throws Throwable {
    long block = three(scene, Libc.MAP_PRIVATE);
    long end = (long) Libc.bound("sbrk", JAVA_LONG, JAVA_LONG).invokeExact(0L);
    scene.note("asked", end > 0);
    scene.step("asked-step");
    int result = (int) Libc.bound("brk", JAVA_INT, JAVA_LONG).invokeExact(0L);
    scene.note("brk-of-nothing", result);
    scene.step("brk-step");
    end(scene, block);
  }
}
