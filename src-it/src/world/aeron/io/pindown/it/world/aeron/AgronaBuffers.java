package io.pindown.it.world.aeron;

import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.io.File;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** Agrona's mapped and aligned buffers: mapped, filled, moved, unmapped, read back by other means. */
public final class AgronaBuffers {
  private AgronaBuffers() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "agrona");
      try {
        windows(trial, folder);
        newFiles(trial, folder);
        counters(trial, folder);
        blocks(trial);
      } finally {
        IoUtil.delete(folder.toFile(), false);
      }
    });
  }

  /** A window that is mapped elsewhere in its file again and again; what was written through it is read by the channel. */
  private static void windows(Trial trial, Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed());
    CRC32 sum = new CRC32();
    long wrong = 0;
    File path = folder.resolve("window").toFile();
    try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
      file.setLength(8 << 20);
      for (int round = 0; round < trial.count("windows", 100); round++) {
        byte[] bytes = Pattern.bytes(random.nextLong(), Pattern.size(random, 4 << 20));
        long offset = random.nextInt(64) * 65_536L;
        MappedByteBuffer mapped = IoUtil.mapExistingFile(path, "window", offset, bytes.length);
        UnsafeBuffer window = new UnsafeBuffer(mapped);
        window.putBytes(0, bytes, 0, bytes.length);
        trial.outlet().send(window.addressOffset(), bytes.length);
        trial.outlet().send(window.addressOffset(), bytes.length);
        wrong += holds(file.getChannel(), offset, bytes) ? 0 : 1;
        sum.update(bytes);
        IoUtil.unmap(mapped);
      }
    }
    trial.result("windows.wrong", wrong);
    trial.result("windows.sum", sum.getValue());
  }

  private static boolean holds(FileChannel channel, long offset, byte[] bytes) throws Exception {
    ByteBuffer read = ByteBuffer.allocate(bytes.length);
    while (read.hasRemaining() && channel.read(read, offset + read.position()) >= 0) {
      // more of it
    }
    return Arrays.equals(read.array(), bytes);
  }

  /** New files and existing ones, mapped and unmapped at once. */
  private static void newFiles(Trial trial, Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed() + 1);
    long wrong = 0;
    for (int round = 0; round < trial.count("files", 100); round++) {
      File file = folder.resolve("file-" + round % 7).toFile();
      IoUtil.deleteIfExists(file);
      byte[] bytes = Pattern.bytes(random.nextLong(), Pattern.size(random, 4 << 20));
      MappedByteBuffer written = IoUtil.mapNewFile(file, bytes.length, round % 2 == 0);
      new UnsafeBuffer(written).putBytes(0, bytes);
      trial.outlet().send(written.duplicate().clear());
      IoUtil.unmap(written);
      MappedByteBuffer read = IoUtil.mapExistingFile(file, "what was written");
      trial.outlet().send(read.duplicate().clear());
      byte[] copy = new byte[bytes.length];
      new UnsafeBuffer(read).getBytes(0, copy);
      IoUtil.unmap(read);
      wrong += Arrays.equals(copy, bytes) ? 0 : 1;
    }
    trial.result("new-files.wrong", wrong);
  }

  /** Counters in a mapped file, read through another mapping of it. */
  private static void counters(Trial trial, Path folder) throws Exception {
    int values = CountersReader.COUNTER_LENGTH * 64;
    int labels = CountersReader.METADATA_LENGTH * 64;
    File file = folder.resolve("counters").toFile();
    MappedByteBuffer mapped = IoUtil.mapNewFile(file, values + labels);
    CountersManager manager = new CountersManager(new UnsafeBuffer(mapped, values, labels), new UnsafeBuffer(mapped, 0, values));
    AtomicCounter[] counters = new AtomicCounter[40];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = manager.newCounter("counter " + i);
      counters[i].setRelease(i * 1_000_003L);
    }
    trial.outlet().send(mapped.duplicate().clear());
    MappedByteBuffer again = IoUtil.mapExistingFile(file, "counters");
    CountersReader reader = new CountersReader(new UnsafeBuffer(again, values, labels), new UnsafeBuffer(again, 0, values));
    long total = 0;
    for (AtomicCounter counter : counters) {
      total += reader.getCounterValue(counter.id());
      counter.close();
    }
    trial.outlet().send(again.duplicate().clear());
    IoUtil.unmap(again);
    IoUtil.unmap(mapped);
    trial.result("counters.total", total);
  }

  /** Blocks that are freed at once, and aligned ones, which are slices and left to the collector. */
  private static void blocks(Trial trial) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed() + 2);
    long wrong = 0;
    for (int round = 0; round < trial.count("blocks", 100); round++) {
      byte[] bytes = Pattern.bytes(random.nextLong(), Pattern.size(random, 40 << 20));
      boolean aligned = round % 2 == 0;
      ByteBuffer block = aligned ? BufferUtil.allocateDirectAligned(bytes.length, 4_096) : ByteBuffer.allocateDirect(bytes.length);
      UnsafeBuffer buffer = new UnsafeBuffer(block);
      wrong += aligned && buffer.addressOffset() % 4_096 != 0 ? 1 : 0;
      buffer.putBytes(0, bytes);
      trial.outlet().send(block.duplicate().clear());
      byte[] copy = new byte[bytes.length];
      block.get(0, copy);
      wrong += Arrays.equals(copy, bytes) ? 0 : 1;
      if (aligned) {
        trial.keep(block); // so that there is one to compare when the JVM ends
      } else {
        BufferUtil.free(block);
      }
    }
    trial.result("blocks.wrong", wrong);
  }
}
