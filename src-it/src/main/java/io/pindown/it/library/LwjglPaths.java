package io.pindown.it.library;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.nio.ByteBuffer;
import java.util.Map;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.libc.LibCStdlib;
import org.lwjgl.system.linux.MMAN;

/** LWJGL's memory: by MemoryUtil, and by the C library directly. */
final class LwjglPaths {
  private static final int SIZE = LibraryBlock.SIZE;

  private LwjglPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("lwjgl-alloc", scene -> LibraryBlock.freed(scene, buffer(), buffer(), MemoryUtil::nmemFree));
    paths.put("lwjgl-calloc", scene -> LibraryBlock.freed(scene, zeroed(), zeroed(), MemoryUtil::nmemFree));
    paths.put("lwjgl-aligned", scene -> LibraryBlock.freed(scene, aligned(), aligned(), MemoryUtil::nmemAlignedFree));
    paths.put("lwjgl-realloc-moved", scene -> moved(scene, buffer(), MemoryUtil::nmemReallocChecked, MemoryUtil::nmemFree));
    paths.put("lwjgl-realloc-in-place", scene -> inPlace(scene, MemoryUtil.nmemAllocChecked(65_521)));
    paths.put("lwjgl-realloc-to-nothing", scene -> toNothing(scene, buffer()));
    paths.put("lwjgl-libc-malloc", scene -> LibraryBlock.freed(scene, LibCStdlib.nmalloc(SIZE), LibCStdlib.nmalloc(SIZE), LibCStdlib::nfree));
    paths.put("lwjgl-libc-calloc", scene -> LibraryBlock.freed(scene, LibCStdlib.ncalloc(SIZE, 1), LibCStdlib.ncalloc(1, SIZE), LibCStdlib::nfree));
    paths.put("lwjgl-libc-realloc-moved", scene -> moved(scene, LibCStdlib.nmalloc(SIZE), LibCStdlib::nrealloc, LibCStdlib::nfree));
    paths.put("lwjgl-mman", LwjglPaths::mapped);
  }

  private static long buffer() {
    return MemoryUtil.memAddress(MemoryUtil.memAlloc(SIZE));
  }

  private static long zeroed() {
    return MemoryUtil.memAddress(MemoryUtil.memCalloc(SIZE, 1));
  }

  private static long aligned() {
    return MemoryUtil.nmemAlignedAllocChecked(64, SIZE);
  }

  interface Realloc {
    long of(long base, long size);
  }

  /** glibc moves a block of this size to a mapping of its own or within one; wherever it goes, the old range is hit and the new one known. */
  static void moved(Scene scene, long base, Realloc realloc, LibraryBlock.End free) throws Throwable {
    scene.watch("old", base, SIZE);
    long now = realloc.of(base, 41_943_049);
    scene.step("grown");
    scene.note("container", LibraryBlock.container(now));
    scene.watch("new", now, 41_943_049);
    free.of(now);
    scene.step("freed");
  }

  private static void inPlace(Scene scene, long base) {
    scene.watch("whole", base, 65_521);
    long same = MemoryUtil.nmemReallocChecked(base, 60_999);
    scene.note("moved", same != base);
    scene.step("shrunk");
    scene.watch("after", same, 60_999);
    MemoryUtil.nmemFree(same);
    scene.step("freed");
  }

  /** A free by another name, in the C library that is used here. */
  private static void toNothing(Scene scene, long base) {
    scene.watch("whole", base, SIZE);
    scene.note("result", MemoryUtil.nmemRealloc(base, 0));
    scene.step("freed");
    scene.note("container", LibraryBlock.container(base));
  }

  private static void mapped(Scene scene) throws Throwable {
    long base = map();
    LibraryBlock.freed(scene, base, map(), address -> {
      ByteBuffer whole = MemoryUtil.memByteBuffer(address, SIZE);
      if (MMAN.munmap(null, whole) != 0) {
        throw new IllegalStateException("munmap failed");
      }
    });
  }

  private static long map() {
    return MMAN.mmap(null, 0, SIZE, MMAN.PROT_READ | MMAN.PROT_WRITE, MMAN.MAP_PRIVATE | MMAN.MAP_ANONYMOUS, -1, 0);
  }
}
