package io.pindown.it.wire;

import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Arrays;
import java.util.Map;

/** Ways in which Java code comes to send other memory from the same address. */
public final class ReusePaths {
  /** Above the largest block that glibc takes from its heap: freed and allocated again it is another mapping, at the same address. */
  private static final int BLOCK = (40 << 20) / Traffic.DIVISOR;
  private static final int FILE = (8 << 20) / Traffic.DIVISOR;
  private static final int ROUNDS = 3;

  private ReusePaths() {}

  /** One way. */
  public interface ReusePath {
    void run(Traffic traffic) throws Throwable;
  }

  public static void addTo(Map<String, ReusePath> paths) {
    paths.put("quiet", ReusePaths::quiet);
    paths.put("direct-buffer", ReusePaths::directBuffer);
    paths.put("file-map", ReusePaths::fileMap);
    paths.put("file-map-arena", ReusePaths::fileMapArena);
    paths.put("arena", ReusePaths::arena);
    paths.put("unload", ReusePaths::unload);
    paths.put("truncate-and-grow", traffic -> truncateAndGrow(traffic, file -> file.channel.truncate(0)));
    paths.put("truncate-by-opening", traffic -> truncateAndGrow(traffic, file -> new FileOutputStream(file.path.toFile()).close()));
    paths.put("file-map-reflective", ReusePaths::fileMapReflective);
  }

  /** Other contents at the same place, no other memory: no cache can go wrong here. */
  private static void quiet(Traffic traffic) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(FILE);
    for (int round = 0; round < ROUNDS; round++) {
      MemorySegment.ofBuffer(buffer).fill(traffic.nextStage());
      traffic.sendTwice(OffHeap.address(buffer), FILE);
    }
    OffHeap.invokeCleaner(buffer);
  }

  private static void directBuffer(Traffic traffic) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
      MemorySegment.ofBuffer(buffer).fill(traffic.nextStage());
      traffic.sendTwice(OffHeap.address(buffer), BLOCK);
      OffHeap.invokeCleaner(buffer);
    }
  }

  /** F1 and F2 through one address. A private mapping: the kernel pins no shared one of a file on a disk. */
  private static void fileMap(Traffic traffic) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (MappedFile file = filled(traffic.nextStage())) {
        MappedByteBuffer buffer = file.channel.map(MapMode.PRIVATE, 0, FILE);
        traffic.sendTwice(OffHeap.address(buffer), FILE);
        OffHeap.invokeCleaner(buffer);
      }
    }
  }

  /** As {@link #fileMap}, by the JDK's natives themselves. */
  private static void fileMapReflective(Traffic traffic) throws Exception {
    Class<?> owner = Class.forName("sun.nio.ch.UnixFileDispatcherImpl");
    Method map = owner.getDeclaredMethod("map0", FileDescriptor.class, int.class, long.class, long.class, boolean.class);
    Method unmap = owner.getDeclaredMethod("unmap0", long.class, long.class);
    map.setAccessible(true);
    unmap.setAccessible(true);
    int copyOnWrite = 2;
    for (int round = 0; round < ROUNDS; round++) {
      try (MappedFile file = filled(traffic.nextStage());
          RandomAccessFile opened = new RandomAccessFile(file.path.toFile(), "rw")) {
        long address = (long) map.invoke(null, opened.getFD(), copyOnWrite, 0L, (long) FILE, false);
        traffic.sendTwice(address, FILE);
        unmap.invoke(null, address, (long) FILE);
      }
    }
  }

  private static void fileMapArena(Traffic traffic) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (MappedFile file = filled(traffic.nextStage());
          Arena arena = Arena.ofShared()) {
        traffic.sendTwice(file.channel.map(MapMode.PRIVATE, 0, FILE, arena).address(), FILE);
      }
    }
  }

  private static void arena(Traffic traffic) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment segment = arena.allocate(BLOCK);
        segment.fill(traffic.nextStage());
        traffic.sendTwice(segment.address(), BLOCK);
      }
    }
  }

  /** What was written to a private mapping is gone, the file's own bytes are back. */
  private static void unload(Traffic traffic) throws Exception {
    try (MappedFile file = filled((byte) '0');
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = file.channel.map(MapMode.PRIVATE, 0, FILE, arena);
      for (int round = 0; round < ROUNDS; round++) {
        segment.fill(traffic.nextStage());
        traffic.sendTwice(segment.address(), FILE);
        segment.unload();
        traffic.nextStage();
        traffic.sendTwice(segment.address(), FILE);
        segment.unload();
      }
    }
  }

  private interface Truncation {
    void of(MappedFile file) throws Exception;
  }

  private static void truncateAndGrow(Traffic traffic, Truncation truncation) throws Exception {
    try (MappedFile file = filled(traffic.nextStage());
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = file.channel.map(MapMode.PRIVATE, 0, FILE, arena);
      traffic.sendTwice(segment.address(), FILE);
      for (int round = 0; round < ROUNDS; round++) {
        truncation.of(file);
        write(file, traffic.nextStage());
        traffic.sendTwice(segment.address(), FILE);
      }
    }
  }

  private static MappedFile filled(byte with) throws IOException {
    MappedFile file = new MappedFile(0);
    write(file, with);
    return file;
  }

  private static void write(MappedFile file, byte with) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE);
    Arrays.fill(bytes.array(), with);
    while (bytes.hasRemaining()) {
      file.channel.write(bytes, bytes.position());
    }
  }
}
