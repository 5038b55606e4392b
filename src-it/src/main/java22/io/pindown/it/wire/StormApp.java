package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that all the time take memory in random ways, send parts of it and give it back, through one cache. Arguments: how to
 * register, seconds, seed. Each thread compares what arrived with its own memory.
 */
public final class StormApp {
  private static final int THREADS = 3;
  private static final int[] SIZES = {4_096, 65_536, 262_144, 1_048_576, 3_145_728};

  private final LongAdder messages = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final Registering registering;
  private final Wire wire;
  private final long end;

  private StormApp(Registering registering, Wire wire, long seconds) {
    this.registering = registering;
    this.wire = wire;
    this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    boolean available = Ring.probe().available();
    artefact.put("available", available);
    artefact.put("cause", Ring.probe().cause());
    if (available) {
      try (Ring ring = Ring.open();
          Registering registering = Registering.of(args[0], ring);
          Wire wire = new FileWire(ring)) {
        StormApp storm = new StormApp(registering, wire, Long.parseLong(args[1]));
        storm.run(Long.parseLong(args[2]));
        artefact.put("messages", storm.messages.sum());
        artefact.put("wrong", storm.wrong.sum());
        artefact.put("hits", CacheCount.of("Hits"));
        artefact.put("invalidations", CacheCount.of("Invalidations"));
        artefact.put("in-use-invalidations", CacheCount.of("InUseInvalidations"));
      }
    }
    artefact.write();
  }

  private void run(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(seed + i);
      all.add(threads.submit((Callable<Void>) () -> work(random)));
    }
    threads.shutdown();
    for (Future<Void> each : all) {
      each.get();
    }
  }

  private Void work(SplittableRandom random) throws Exception {
    MemorySegment arrived = Arena.global().allocate(SIZES[SIZES.length - 1]);
    try (MappedFile file = new MappedFile(SIZES[SIZES.length - 1])) {
      while (System.nanoTime() < end) {
        int size = SIZES[random.nextInt(SIZES.length)];
        switch (random.nextInt(4)) {
          case 0 -> arena(size, random, arrived);
          case 1 -> reallocated(size, random, arrived);
          case 2 -> mapped(file, size, random, arrived);
          default -> unloaded(file, size, random, arrived);
        }
      }
    }
    return null;
  }

  private void arena(int size, SplittableRandom random, MemorySegment arrived) throws Exception {
    try (Arena arena = random.nextBoolean() ? Arena.ofConfined() : Arena.ofShared()) {
      fillAndSend(arena.allocate(size, 8), random, arrived);
    }
  }

  private void reallocated(int size, SplittableRandom random, MemorySegment arrived) throws Exception {
    long block = OffHeap.allocate(size);
    fillAndSend(Traffic.at(block, size), random, arrived);
    int other = SIZES[random.nextInt(SIZES.length)];
    block = OffHeap.reallocate(block, other);
    fillAndSend(Traffic.at(block, other), random, arrived);
    OffHeap.free(block);
  }

  private void mapped(MappedFile file, int size, SplittableRandom random, MemorySegment arrived) throws Exception {
    MappedByteBuffer buffer = file.channel.map(MapMode.PRIVATE, 0, size);
    fillAndSend(MemorySegment.ofBuffer(buffer), random, arrived);
    OffHeap.invokeCleaner(buffer);
  }

  private void unloaded(MappedFile file, int size, SplittableRandom random, MemorySegment arrived) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = file.channel.map(MapMode.PRIVATE, 0, size, arena);
      fillAndSend(segment, random, arrived);
      segment.unload();
      send(segment, random, arrived);
    }
  }

  private void fillAndSend(MemorySegment memory, SplittableRandom random, MemorySegment arrived) throws Exception {
    memory.fill((byte) random.nextInt());
    for (int i = random.nextInt(4); i >= 0; i--) {
      send(memory, random, arrived);
    }
  }

  /** All of it or a part. The file and the ring are for one thread at a time; acquiring and releasing are not. */
  private void send(MemorySegment memory, SplittableRandom random, MemorySegment arrived) throws Exception {
    long from = random.nextBoolean() ? 0 : random.nextLong(memory.byteSize());
    MemorySegment part = memory.asSlice(from);
    MemorySegment target = arrived.asSlice(0, part.byteSize());
    registering.with(part.address(), part.byteSize(), region -> {
      synchronized (wire) {
        wire.send(region, part.address(), target);
      }
    });
    messages.increment();
    if (part.mismatch(target) != -1) {
      wrong.increment();
    }
  }
}
