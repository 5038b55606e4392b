package io.pindown.it.app;

import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;

/** A file that loses its pages while it is mapped: the address stays, what lies there does not. */
final class TruncationPaths {
  private static final int FILE = 700_001;

  private TruncationPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("truncate-channel", scene -> changed(scene, file -> file.channel.truncate(8_209)));
    paths.put("truncate-random-access-file", scene -> changed(scene, TruncationPaths::setLength));
  }

  private interface Change {
    void to(MappedFile file) throws Exception;
  }

  private static void setLength(MappedFile file) throws Exception {
    try (RandomAccessFile opened = new RandomAccessFile(file.path.toFile(), "rw")) {
      opened.setLength(8_209);
    }
  }

  private static void changed(Scene scene, Change change) throws Exception {
    try (MappedFile file = new MappedFile(FILE)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, FILE);
      scene.watch("mapping", OffHeap.address(buffer), FILE);
      scene.step("mapped");
      change.to(file);
      scene.note("size", file.channel.size());
      scene.step("truncated");
      scene.watch("again", OffHeap.address(buffer), FILE);
      OffHeap.invokeCleaner(buffer);
      scene.step("unmapped");
    }
  }
}
