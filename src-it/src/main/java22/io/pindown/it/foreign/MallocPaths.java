package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The C library's allocator, called by handles of the linker. */
final class MallocPaths {
  private static final long SIZE = 1_499_977;

  private MallocPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("downcall-malloc-free", scene -> freed(scene, Libc.malloc(SIZE), Libc::free));
    paths.put("downcall-calloc", scene -> freed(scene, calloc(), Libc::free));
    paths.put("downcall-aligned-alloc", scene -> freed(scene, alignedAlloc(), Libc::free));
    paths.put("downcall-posix-memalign", scene -> freed(scene, posixMemalign(), Libc::free));
    paths.put("downcall-memalign", scene -> freed(scene, aligned("memalign", 8_192L), Libc::free));
    paths.put("downcall-valloc", scene -> freed(scene, sized("valloc"), Libc::free));
    paths.put("downcall-pvalloc", scene -> freed(scene, sized("pvalloc"), Libc::free));
    paths.put("downcall-reallocarray", MallocPaths::reallocarray);
    paths.put("downcall-realloc-to-zero", scene -> freed(scene, Libc.malloc(SIZE), MallocPaths::reallocToZero));
    paths.put("downcall-free-unbound", scene -> freed(scene, Libc.malloc(SIZE), MallocPaths::freeUnbound));
    paths.put("downcall-free-as-long", scene -> freed(scene, Libc.malloc(SIZE), MallocPaths::freeAsLong));
    paths.put("downcall-free-by-dlsym", scene -> freed(scene, Libc.malloc(SIZE), MallocPaths::freeByDlsym));
    paths.put("downcall-free-null", MallocPaths::freeNull);
    paths.put("downcall-realloc-moved", MallocPaths::reallocMoved);
    paths.put("downcall-harmless", MallocPaths::harmless);
  }

  private interface End {
    void of(MemorySegment block) throws Throwable;
  }

  private static void freed(Scene scene, MemorySegment block, End end) throws Throwable {
    scene.watch("whole", block.address(), SIZE);
    scene.watch("slice", block.address() + 16_381, 8_191);
    scene.step("allocated");
    end.of(block);
    scene.step("freed");
  }

  private static MemorySegment calloc() throws Throwable {
    return (MemorySegment) Libc.bound("calloc", ADDRESS, JAVA_LONG, JAVA_LONG).invokeExact(1L, SIZE);
  }

  private static MemorySegment alignedAlloc() throws Throwable {
    return (MemorySegment) Libc.bound("aligned_alloc", ADDRESS, JAVA_LONG, JAVA_LONG).invokeExact(8_192L, SIZE);
  }

  private static MemorySegment aligned(String name, long alignment) throws Throwable {
    return (MemorySegment) Libc.bound(name, ADDRESS, JAVA_LONG, JAVA_LONG).invokeExact(alignment, SIZE);
  }

  private static MemorySegment sized(String name) throws Throwable {
    return (MemorySegment) Libc.bound(name, ADDRESS, JAVA_LONG).invokeExact(SIZE);
  }

  private static void reallocToZero(MemorySegment block) throws Throwable {
    MemorySegment nothing = (MemorySegment) Libc.bound("realloc", ADDRESS, ADDRESS, JAVA_LONG).invokeExact(block, 0L);
    if (nothing.address() != 0) {
      Libc.free(nothing);
    }
  }

  private static void reallocarray(Scene scene) throws Throwable {
    MemorySegment block = Libc.malloc(65_521);
    MemorySegment wall = Libc.malloc(65_521);
    scene.watch("old", block.address(), 65_521);
    scene.watch("wall", wall.address(), 65_521);
    scene.step("allocated");
    MemorySegment grown =
        (MemorySegment) Libc.bound("reallocarray", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG).invokeExact(block, 1_009L, 41_569L);
    scene.note("moved", grown.address() != block.address());
    scene.step("grown");
    scene.watch("new", grown.address(), 1_009L * 41_569L);
    Libc.free(grown);
    scene.step("freed");
    Libc.free(wall);
    scene.step("wall-freed");
  }

  private static MemorySegment posixMemalign() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      int error = (int) Libc.bound("posix_memalign", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG).invokeExact(result, 8_192L, SIZE);
      if (error != 0) {
        throw new IllegalStateException("posix_memalign failed with " + error);
      }
      return result.get(ADDRESS, 0);
    }
  }

  private static void freeUnbound(MemorySegment block) throws Throwable {
    Libc.unboundVoid(ADDRESS).invokeExact(Libc.symbol("free"), block);
  }

  private static void freeAsLong(MemorySegment block) throws Throwable {
    Libc.boundVoid("free", JAVA_LONG).invokeExact(block.address());
  }

  /** As Netty finds it: the dynamic linker may know another function by that name than the JDK's lookup does. */
  private static void freeByDlsym(MemorySegment block) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(5);
      name.copyFrom(MemorySegment.ofArray("free\0".getBytes(StandardCharsets.US_ASCII)));
      MemorySegment free = (MemorySegment) Libc.bound("dlsym", ADDRESS, ADDRESS, ADDRESS).invokeExact(MemorySegment.NULL, name);
      Libc.unboundVoid(ADDRESS).invokeExact(free, block);
    }
  }

  private static void freeNull(Scene scene) throws Throwable {
    Libc.free(MemorySegment.NULL);
    scene.step("freed");
  }

  private static void reallocMoved(Scene scene) throws Throwable {
    MemorySegment block = Libc.malloc(65_521);
    MemorySegment wall = Libc.malloc(65_521);
    scene.watch("old", block.address(), 65_521);
    scene.watch("wall", wall.address(), 65_521);
    scene.step("allocated");
    MemorySegment grown = (MemorySegment) Libc.bound("realloc", ADDRESS, ADDRESS, JAVA_LONG).invokeExact(block, 41_943_049L);
    scene.note("moved", grown.address() != block.address());
    scene.step("grown");
    scene.watch("new", grown.address(), 41_943_049);
    Libc.free(grown);
    scene.step("freed");
    Libc.free(wall);
    scene.step("wall-freed");
  }

  /** A function that changes no memory is called as ever. */
  private static void harmless(Scene scene) throws Throwable {
    scene.note("abs", (int) Libc.bound("abs", JAVA_INT, JAVA_INT).invokeExact(-1_009));
    scene.step("called");
  }
}
