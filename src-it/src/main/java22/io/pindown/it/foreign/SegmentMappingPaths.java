package io.pindown.it.foreign;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.Scene;
import io.pindown.registry.Watch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;
import java.util.function.Supplier;

/** FileChannel.map into an arena, and MemorySegment.unload. */
final class SegmentMappingPaths {
  private static final int FILE = 700_001;
  private static final int POSITION = 5_003;
  private static final long LENGTH = 600_011;

  private SegmentMappingPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("map-arena-confined", scene -> closed(scene, Arena::ofConfined));
    paths.put("map-arena-shared", scene -> closed(scene, Arena::ofShared));
    paths.put("map-arena-auto", SegmentMappingPaths::collected);
    paths.put("unload-private", scene -> unloaded(scene, MapMode.PRIVATE));
    paths.put("unload-shared", scene -> unloaded(scene, MapMode.READ_WRITE));
  }

  private static void closed(Scene scene, Supplier<Arena> kind) throws IOException {
    try (MappedFile file = new MappedFile(FILE)) {
      Arena arena = kind.get();
      MemorySegment segment = file.channel.map(MapMode.READ_WRITE, POSITION, LENGTH, arena);
      scene.watch("whole", segment.address(), LENGTH);
      scene.watch("last", segment.address() + LENGTH - 1, 1);
      scene.step("mapped");
      arena.close();
      scene.step("closed");
    }
  }

  private static void collected(Scene scene) throws IOException, InterruptedException {
    try (MappedFile file = new MappedFile(FILE)) {
      WeakReference<?>[] owner = new WeakReference<?>[1];
      Watch watch = dropped(scene, file, owner);
      scene.collect(owner[0], watch);
      scene.step("collected");
    }
  }

  private static Watch dropped(Scene scene, MappedFile file, WeakReference<?>[] owner) throws IOException {
    MemorySegment segment = file.channel.map(MapMode.READ_WRITE, POSITION, LENGTH, Arena.ofAuto());
    owner[0] = new WeakReference<>(segment);
    Watch watch = scene.watch("segment", segment.address(), LENGTH);
    scene.step("mapped");
    return watch;
  }

  /** A private mapping silently loses what was written to it. */
  private static void unloaded(Scene scene, MapMode mode) throws IOException {
    try (MappedFile file = new MappedFile(FILE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = file.channel.map(mode, 0, FILE, arena);
      byte before = segment.get(ValueLayout.JAVA_BYTE, 0);
      segment.set(ValueLayout.JAVA_BYTE, 0, (byte) (before + 1));
      scene.watch("segment", segment.address(), FILE);
      scene.step("mapped");
      segment.unload();
      scene.note("reverted", segment.get(ValueLayout.JAVA_BYTE, 0) == before);
      scene.step("unloaded");
      scene.watch("again", segment.address(), FILE);
    }
    scene.step("closed");
  }
}
