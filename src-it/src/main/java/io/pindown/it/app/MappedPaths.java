package io.pindown.it.app;

import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Stream;

/** FileChannel.map in every mode, and the JDK's own uses of it. */
final class MappedPaths {
  private static final int FILE = 700_001;
  /** Not a multiple of the page size, so that the mapping begins before the buffer. */
  private static final int POSITION = 5_003;
  private static final int LENGTH = 600_011;

  private MappedPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("map-read-only", scene -> invokeCleaner(scene, MapMode.READ_ONLY));
    paths.put("map-read-write", scene -> invokeCleaner(scene, MapMode.READ_WRITE));
    paths.put("map-private", scene -> invokeCleaner(scene, MapMode.PRIVATE));
    paths.put("map-collected", MappedPaths::collected);
    paths.put("map-force-load", MappedPaths::forceAndLoad);
    paths.put("transfer-to", MappedPaths::transferTo);
  }

  /** To be run after all others: it leaves small direct buffers to the collector, which would be counted wherever they are freed. */
  static void addLastTo(Map<String, HookedPath> paths) {
    paths.put("files-lines-parallel", MappedPaths::linesInParallel);
  }

  private static void invokeCleaner(Scene scene, MapMode mode) throws Exception {
    try (MappedFile file = new MappedFile(FILE);
        MappedFile other = new MappedFile(FILE)) {
      MappedByteBuffer buffer = file.channel.map(mode, POSITION, LENGTH);
      MappedByteBuffer untouched = other.channel.map(mode, POSITION, LENGTH);
      scene.watch("whole", OffHeap.address(buffer), LENGTH);
      scene.watch("first", OffHeap.address(buffer), 1);
      scene.watch("last", OffHeap.address(buffer) + LENGTH - 1, 1);
      scene.watch("other", OffHeap.address(untouched), LENGTH);
      scene.step("mapped");
      OffHeap.invokeCleaner(buffer);
      scene.step("unmapped");
      OffHeap.invokeCleaner(untouched);
      scene.step("other-unmapped");
    }
  }

  private static void collected(Scene scene) throws Exception {
    try (MappedFile file = new MappedFile(FILE)) {
      WeakReference<?>[] owner = new WeakReference<?>[1];
      Watch watch = dropped(scene, file, owner);
      scene.collect(owner[0], watch);
      scene.step("collected");
    }
  }

  private static Watch dropped(Scene scene, MappedFile file, WeakReference<?>[] owner) throws Exception {
    MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, POSITION, LENGTH);
    owner[0] = new WeakReference<>(buffer);
    Watch watch = scene.watch("whole", OffHeap.address(buffer), LENGTH);
    scene.step("mapped");
    return watch;
  }

  /** Contents stay where they are: nothing may be reported. */
  private static void forceAndLoad(Scene scene) throws Exception {
    try (MappedFile file = new MappedFile(FILE)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, FILE);
      scene.watch("whole", OffHeap.address(buffer), FILE);
      buffer.put(0, (byte) 1);
      buffer.force();
      buffer.load().isLoaded();
      scene.step("forced");
      OffHeap.invokeCleaner(buffer);
      scene.step("unmapped");
    }
  }

  /** Maps the file on 17, and sends it by the kernel later on; either way nothing of ours is touched and nothing is left mapped. */
  private static void transferTo(Scene scene) throws Exception {
    try (MappedFile file = new MappedFile(FILE);
        MappedFile target = new MappedFile(1)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_ONLY, 0, FILE);
      scene.watch("mapping-of-the-same-file", OffHeap.address(buffer), FILE);
      scene.step("mapped");
      long sent = file.channel.transferTo(0, FILE, target.channel);
      sent += target.channel.transferFrom(file.channel, 0, FILE);
      sent += file.channel.transferTo(0, FILE, Channels.newChannel(new ByteArrayOutputStream()));
      scene.note("sent", sent);
      scene.count("maps", EventKind.MAPPED);
      scene.count("unmaps", EventKind.UNMAPPED);
      scene.step("transferred");
      OffHeap.invokeCleaner(buffer);
      scene.step("unmapped");
    }
  }

  private static void linesInParallel(Scene scene) throws Exception {
    try (MappedFile file = new MappedFile(FILE)) {
      try (Stream<String> lines = Files.lines(file.path).parallel()) {
        scene.note("letters", lines.mapToLong(String::length).sum());
      }
      scene.count("maps", EventKind.MAPPED);
      scene.count("unmaps", EventKind.UNMAPPED);
      scene.step("read");
    }
  }
}
