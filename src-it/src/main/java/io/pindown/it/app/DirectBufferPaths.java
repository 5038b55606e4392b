package io.pindown.it.app;

import io.pindown.registry.Watch;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Map;

/** ByteBuffer.allocateDirect, freed by invokeCleaner and by the collector. */
final class DirectBufferPaths {
  private static final int SIZE = 3_999_971;

  private DirectBufferPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("direct-invoke-cleaner", DirectBufferPaths::invokeCleaner);
    paths.put("direct-collected", DirectBufferPaths::collected);
  }

  private static void invokeCleaner(Scene scene) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    scene.watch("whole", OffHeap.address(buffer), SIZE);
    ByteBuffer slice = buffer.position(16_381).slice();
    scene.watch("slice", OffHeap.address(slice), 4_099);
    scene.step("allocated");
    OffHeap.invokeCleaner(buffer);
    scene.step("freed");
    OffHeap.invokeCleaner(buffer);
    scene.step("freed-twice");
  }

  private static void collected(Scene scene) throws Exception {
    WeakReference<?>[] owner = new WeakReference<?>[1];
    Watch watch = dropped(scene, owner);
    scene.collect(owner[0], watch);
    scene.step("collected");
  }

  private static Watch dropped(Scene scene, WeakReference<?>[] owner) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    owner[0] = new WeakReference<>(buffer);
    Watch watch = scene.watch("whole", OffHeap.address(buffer), SIZE);
    scene.step("allocated");
    return watch;
  }
}
