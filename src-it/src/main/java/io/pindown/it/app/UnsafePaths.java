package io.pindown.it.app;

import io.pindown.registry.EventKind;
import java.util.Map;
import sun.misc.Unsafe;

/** sun.misc.Unsafe: allocate, free, reallocate. */
@SuppressWarnings({"deprecation", "removal"})
final class UnsafePaths {
  private static final Unsafe UNSAFE = OffHeap.UNSAFE;
  private static final long SIZE = 1_999_993;

  private UnsafePaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("unsafe-allocate", UnsafePaths::allocate);
    paths.put("unsafe-free", UnsafePaths::free);
    paths.put("unsafe-free-small", UnsafePaths::freeSmall);
    paths.put("unsafe-free-nothing", UnsafePaths::freeNothing);
    paths.put("unsafe-reallocate-in-place", UnsafePaths::reallocateInPlace);
    paths.put("unsafe-reallocate-moved", UnsafePaths::reallocateMoved);
    paths.put("unsafe-reallocate-fails", UnsafePaths::reallocateFails);
    paths.put("unsafe-reallocate-to-zero", UnsafePaths::reallocateToZero);
    paths.put("unsafe-reallocate-from-zero", UnsafePaths::reallocateFromZero);
  }

  private static void allocate(Scene scene) {
    long block = UNSAFE.allocateMemory(SIZE);
    scene.containers("allocated.containers");
    scene.count("allocated.events", EventKind.ALLOCATED);
    scene.watch("block", block, SIZE);
    scene.step("allocated");
    UNSAFE.freeMemory(block);
    scene.containers("freed.containers");
    scene.count("freed.events", EventKind.FREED);
    scene.step("freed");
  }

  private static void free(Scene scene) {
    long block = UNSAFE.allocateMemory(SIZE);
    scene.watch("whole", block, SIZE);
    scene.watch("slice", block + 8_191, 4_099);
    scene.watch("last", block + SIZE - 1, 1);
    UNSAFE.freeMemory(block);
    scene.step("freed");
    long again = UNSAFE.allocateMemory(SIZE);
    scene.watch("again", again, SIZE);
    scene.step("allocated-again");
    UNSAFE.freeMemory(again);
    scene.step("freed-again");
  }

  private static void freeSmall(Scene scene) {
    long block = UNSAFE.allocateMemory(997);
    scene.watch("small", block, 997);
    UNSAFE.freeMemory(block);
    scene.step("freed");
  }

  private static void freeNothing(Scene scene) {
    UNSAFE.freeMemory(0);
    scene.count("events", EventKind.FREED);
    scene.step("freed");
  }

  /** Each size is below the threshold from which glibc gives a block a mapping of its own, and a block shrinks where it is. */
  private static void reallocateInPlace(Scene scene) {
    long block = UNSAFE.allocateMemory(65_521);
    scene.watch("whole", block, 65_521);
    scene.watch("tail", block + 61_001, 4_099);
    long same = UNSAFE.reallocateMemory(block, 60_999);
    scene.note("moved", same != block);
    scene.step("shrunk");
    UNSAFE.freeMemory(same);
    scene.step("freed");
  }

  /** A block with a wall behind it cannot grow where it is. */
  private static void reallocateMoved(Scene scene) {
    long block = UNSAFE.allocateMemory(65_521);
    long wall = UNSAFE.allocateMemory(65_521);
    scene.watch("old", block, 65_521);
    scene.watch("wall", wall, 65_521);
    long moved = UNSAFE.reallocateMemory(block, 41_943_049);
    scene.note("moved", moved != block);
    scene.step("grown");
    scene.watch("new", moved, 41_943_049);
    UNSAFE.freeMemory(moved);
    scene.step("freed");
    UNSAFE.freeMemory(wall);
    scene.step("wall-freed");
  }

  /** The old block lives on and can be watched again. */
  private static void reallocateFails(Scene scene) {
    long block = UNSAFE.allocateMemory(SIZE);
    scene.watch("before", block, SIZE);
    try {
      UNSAFE.reallocateMemory(block, Long.MAX_VALUE >> 8);
      scene.note("refused", false);
    } catch (OutOfMemoryError e) {
      scene.note("refused", true);
    }
    scene.step("refused-step");
    scene.watch("after", block, SIZE);
    UNSAFE.freeMemory(block);
    scene.step("freed");
  }

  private static void reallocateToZero(Scene scene) {
    long block = UNSAFE.allocateMemory(SIZE);
    scene.watch("whole", block, SIZE);
    scene.note("result", UNSAFE.reallocateMemory(block, 0));
    scene.step("reallocated");
  }

  private static void reallocateFromZero(Scene scene) {
    long block = UNSAFE.reallocateMemory(0, SIZE);
    scene.containers("reallocated.containers");
    scene.watch("whole", block, SIZE);
    scene.step("reallocated");
    UNSAFE.freeMemory(block);
    scene.step("freed");
  }
}
