package io.pindown.it.world.chronicle;

import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.io.IOTools;
import net.openhft.chronicle.core.time.SetTimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/** Messages through a queue that rolls to a new file each second of a clock of its own, read back and compared. */
public final class QueueRolls {
  private static final int BLOCK = 1 << 20;
  private static final int LARGEST = 100_000;

  private QueueRolls() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "queue");
      SetTimeProvider clock = new SetTimeProvider(1_700_000_000_000_000_000L);
      try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(folder.toFile())
          .rollCycle(TestRollCycles.TEST_SECONDLY).blockSize(BLOCK).timeProvider(clock).build()) {
        write(trial, folder, queue, clock);
        trial.result("right", read(trial, folder, queue));
      } finally {
        IOTools.deleteDirWithFiles(folder.toFile());
      }
    });
  }

  private static void write(Trial trial, Path folder, SingleChronicleQueue queue, SetTimeProvider clock) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed());
    int mappings = 0;
    Bytes<?> message = Bytes.allocateElasticOnHeap();
    try (ExcerptAppender appender = queue.createAppender()) {
      for (int cycle = 0; cycle < trial.count("cycles", 8); cycle++) {
        for (int i = 0; i < trial.count("messages", 120); i++) {
          byte[] bytes = Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST));
          message.clear().write(bytes);
          appender.writeBytes(message);
        }
        BackgroundResourceReleaser.releasePendingResources(); // so that its thread unmaps nothing while mappings are sent
        mappings += trial.outlet().sendMappings(folder, 64 << 10);
        clock.advanceMillis(1_000);
      }
    }
    trial.note("mappings", mappings);
  }

  private static String read(Trial trial, Path folder, SingleChronicleQueue queue) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed());
    int messages = trial.count("cycles", 8) * trial.count("messages", 120);
    int right = 0;
    try (ExcerptTailer tailer = queue.createTailer()) {
      for (int i = 0; i < messages; i++) {
        byte[] wanted = Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST));
        try (DocumentContext document = tailer.readingDocument()) {
          if (document.isPresent()) {
            byte[] read = new byte[(int) document.wire().bytes().readRemaining()];
            document.wire().bytes().read(read);
            right += Arrays.equals(read, wanted) ? 1 : 0;
          }
        }
        if (i % 60 == 0) {
          BackgroundResourceReleaser.releasePendingResources();
          trial.outlet().sendMappings(folder, 64 << 10);
        }
      }
    }
    return right + " of " + messages;
  }
}
