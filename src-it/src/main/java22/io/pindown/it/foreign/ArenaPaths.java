package io.pindown.it.foreign;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.function.Supplier;

/** Memory of arenas: allocated by one, gone when it is closed or collected. */
final class ArenaPaths {
  private static final long SIZE = 2_999_999;

  private ArenaPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("arena-confined", scene -> closed(scene, Arena::ofConfined));
    paths.put("arena-shared", scene -> closed(scene, Arena::ofShared));
    paths.put("arena-auto", ArenaPaths::collected);
    paths.put("arena-global", ArenaPaths::global);
    paths.put("arena-aligned", ArenaPaths::aligned);
    paths.put("arena-close-refused", ArenaPaths::closeRefused);
    paths.put("arena-cleanup", ArenaPaths::cleanup);
  }

  private static void closed(Scene scene, Supplier<Arena> kind) {
    try (Arena other = kind.get()) {
      Arena arena = kind.get();
      MemorySegment one = arena.allocate(SIZE);
      MemorySegment two = arena.allocate(SIZE);
      scene.watch("one", one.address(), SIZE);
      scene.watch("slice", one.asSlice(4_093, 8_191).address(), 8_191);
      scene.watch("two", two.address(), SIZE);
      scene.watch("other", other.allocate(SIZE).address(), SIZE);
      scene.step("allocated");
      arena.close();
      scene.count("closed.events", EventKind.ARENA_CLOSED);
      scene.step("closed");
    }
    scene.step("other-closed");
  }

  private static void collected(Scene scene) throws InterruptedException {
    WeakReference<?>[] owner = new WeakReference<?>[1];
    Watch watch = dropped(scene, owner);
    scene.collect(owner[0], watch);
    scene.step("collected");
  }

  private static Watch dropped(Scene scene, WeakReference<?>[] owner) {
    MemorySegment segment = Arena.ofAuto().allocate(SIZE);
    owner[0] = new WeakReference<>(segment);
    Watch watch = scene.watch("segment", segment.address(), SIZE);
    scene.step("allocated");
    return watch;
  }

  private static void global(Scene scene) {
    MemorySegment segment = Arena.global().allocate(SIZE);
    scene.containers("allocated.containers");
    scene.watch("segment", segment.address(), SIZE);
    scene.step("allocated");
  }

  /** The block begins before the segment, so the address that is freed is not the address that is watched. */
  private static void aligned(Scene scene) {
    Arena arena = Arena.ofConfined();
    MemorySegment segment = arena.allocate(100_003, 65_536);
    scene.note("multiple", segment.address() % 65_536 == 0);
    scene.watch("segment", segment.address(), 100_003);
    scene.step("allocated");
    arena.close();
    scene.step("closed");
  }

  /** Neither a close by the wrong thread nor a second one ends anything. */
  private static void closeRefused(Scene scene) throws InterruptedException {
    Arena arena = Arena.ofConfined();
    scene.watch("segment", arena.allocate(SIZE).address(), SIZE);
    Thread thief = new Thread(() -> {
      try {
        arena.close();
        scene.note("refused", "no");
      } catch (WrongThreadException e) {
        scene.note("refused", "WrongThreadException");
      }
    });
    thief.start();
    thief.join();
    scene.count("refused.events", EventKind.ARENA_CLOSED);
    scene.step("refused-step");
    arena.close();
    scene.step("closed");
    try {
      arena.close();
      scene.note("refused-twice", "no");
    } catch (IllegalStateException e) {
      scene.note("refused-twice", "IllegalStateException");
    }
    scene.step("closed-twice");
  }

  /** Memory from elsewhere that dies with an arena: only the end of the arena is certain. */
  @SuppressWarnings("restricted")
  private static void cleanup(Scene scene) throws Throwable {
    MemorySegment block = Libc.malloc(SIZE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment adopted = block.reinterpret(SIZE, arena, Libc::freeQuietly);
      scene.watch("block", adopted.address(), SIZE);
      scene.step("adopted");
    }
    scene.count("closed.events", EventKind.ARENA_CLOSED);
    scene.step("closed");
  }
}
