package io.pindown.it.library;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import net.openhft.chronicle.core.OS;

/** Chronicle's mappings, which it makes by method handles on the JDK's natives. */
final class ChroniclePaths {
  private static final int SIZE = LibraryBlock.SIZE;

  private ChroniclePaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("chronicle-map", ChroniclePaths::mapped);
    paths.put("chronicle-map-aligned", ChroniclePaths::aligned);
    paths.put("chronicle-memory", scene -> LibraryBlock.freed(scene, OS.memory().allocate(SIZE), OS.memory().allocate(SIZE), address -> OS.memory().freeMemory(address, SIZE)));
  }

  private static void mapped(Scene scene) throws Throwable {
    try (FileChannel channel = file()) {
      long base = OS.map(channel, MapMode.READ_WRITE, 0, SIZE);
      LibraryBlock.freed(scene, base, OS.map(channel, MapMode.READ_ONLY, 0, SIZE), address -> OS.unmap(address, SIZE));
    }
  }

  /** Of a length that is rounded up to more than a page of memory: what is unmapped is longer than the argument says. */
  private static void aligned(Scene scene) throws Throwable {
    int alignment = 65_536;
    int unmapped = 22 * alignment + 1;
    try (FileChannel channel = file()) {
      long base = OS.map(channel, MapMode.READ_WRITE, 0, SIZE, alignment);
      scene.watch("tail", base + unmapped + alignment - 4_097, 4_096);
      LibraryBlock.freed(scene, base, OS.map(channel, MapMode.READ_ONLY, 0, SIZE, alignment), address -> OS.unmap(address, unmapped, alignment));
    }
  }

  private static FileChannel file() throws IOException {
    Path file = Files.createTempFile("chronicle", ".dat");
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    channel.write(ByteBuffer.allocate(1), 3L << 20);
    return channel;
  }
}
