package io.pindown.it.app;

import io.pindown.it.soak.Traffic;
import io.pindown.it.soak.Traffics;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that allocate, reallocate, map, free, and send over a connection and, where there is io_uring, from fixed buffers, and compare what they find with
 * what they wrote. Knows nothing of Pindown. Argument: for how many milliseconds, or {@code until} it is told to go.
 */
public final class LoadedApp {
  private static final int LARGEST = 300_000;
  private static final int LEAST_ROUNDS = 10;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong wrong = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();
  private volatile Throwable failure;

  private LoadedApp() {}

  /** What one thread does again and again; returns how many bytes were wrong. */
  private interface Work {
    long round(SplittableRandom random) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    LoadedApp app = new LoadedApp();
    Artefact artefact = new Artefact();
    System.out.println("begins");
    try (MappedFile file = new MappedFile(LARGEST)) {
      List<Traffic> traffic = Traffics.all();
      List<Thread> threads = new ArrayList<>();
      threads.add(app.thread(random -> blocks(random)));
      threads.add(app.thread(random -> mapping(file, random)));
      traffic.forEach(each -> threads.add(app.thread(each::round)));
      threads.forEach(Thread::start);
      if (args[0].equals("until")) {
        Meeting.until("a few rounds", () -> app.rounds.get() > LEAST_ROUNDS || app.failure != null);
        Meeting.readyForLong();
      } else {
        long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000;
        Meeting.until("its time", () -> System.nanoTime() - end > 0);
      }
      app.over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      for (Traffic each : traffic) {
        each.close();
      }
    }
    if (app.failure != null) {
      artefact.failure("failure", app.failure);
    }
    artefact.put("wrong", app.wrong.get());
    artefact.put("worked", app.rounds.get() > LEAST_ROUNDS);
    artefact.write();
    System.out.println("ends, " + app.wrong.get() + " bytes wrong");
    System.err.println("a last word of the program's own");
  }

  private Thread thread(Work work) {
    long seed = System.nanoTime();
    return new Thread(() -> {
      SplittableRandom random = new SplittableRandom(seed);
      try {
        for (int done = 0; done < LEAST_ROUNDS || !over.get(); done++) {
          wrong.addAndGet(work.round(random));
          rounds.incrementAndGet();
        }
      } catch (Throwable e) {
        failure = e;
      }
    });
  }

  private static long blocks(SplittableRandom random) {
    long length = 8 + random.nextInt(LARGEST);
    long block = OffHeap.allocate(length);
    long value = random.nextLong();
    OffHeap.UNSAFE.putLong(block, value);
    long larger = OffHeap.reallocate(block, length * 2);
    long wrong = OffHeap.UNSAFE.getLong(larger) == value ? 0 : Long.BYTES;
    OffHeap.free(larger);
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) length).putLong(0, value);
    wrong += buffer.getLong(0) == value ? 0 : Long.BYTES;
    if (random.nextInt(4) != 0) { // the others are left to the collector
      OffHeap.invokeCleaner(buffer);
    }
    return wrong;
  }

  private static long mapping(MappedFile file, SplittableRandom random) throws Exception {
    int from = random.nextInt(LARGEST / 2);
    MappedByteBuffer mapped = file.channel.map(MapMode.PRIVATE, from, 1 + random.nextInt(LARGEST / 2));
    int at = random.nextInt(mapped.capacity());
    byte is = mapped.get(at);
    mapped.put(at, (byte) (is + 1));
    long wrong = is == MappedFile.byteAt(from + at) && mapped.get(at) == (byte) (is + 1) ? 0 : 1;
    OffHeap.invokeCleaner(mapped);
    return wrong;
  }
}
