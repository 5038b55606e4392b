package io.pindown.bench.trace.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Buffers of several sizes, some of them sent often; and every now and then a whole mapped file, in blocks, once. */
public final class HotSetAndScan implements Workload {
  private static final int HOT = 300;
  private static final int BLOCK = 256 << 10;
  private static final long FILE = 256L << 20;
  private static final int BETWEEN_SCANS = 8000;

  @Override
  public String name() {
    return "hot set and scan";
  }

  @Override
  public void run(Sends sends, long seed, int accesses) throws IOException {
    Random random = new Random(seed);
    List<ByteBuffer> hot = new ArrayList<>();
    for (int i = 0; i < HOT; i++) {
      hot.add(ByteBuffer.allocateDirect(4096 << random.nextInt(9)));
    }
    Zipf zipf = new Zipf(HOT, 0.8);
    Path file = Files.createTempFile("scan", null);
    try (FileChannel channel = sparse(file)) {
      MappedByteBuffer scanned = channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE);
      long base = DirectBuffers.address(scanned);
      long at = 0;
      for (int i = 0; sends.accesses() < accesses; i++) {
        ByteBuffer buffer = hot.get(zipf.draw(random));
        sends.access(DirectBuffers.address(buffer), buffer.capacity());
        if (i % BETWEEN_SCANS < FILE / BLOCK) {
          sends.access(base + at, BLOCK);
          at = (at + BLOCK) % FILE;
        }
      }
      Reference.reachabilityFence(scanned); // or it could be collected, and unmapped, while only its address is used
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static FileChannel sparse(Path file) throws IOException {
    RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw");
    made.setLength(FILE);
    return made.getChannel();
  }
}
