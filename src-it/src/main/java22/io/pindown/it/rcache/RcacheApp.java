package io.pindown.it.rcache;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import io.pindown.nic.ucx.UcxMemoryEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Memory used by UCX's cache, changed behind its address, and used again. Arguments: {@code pindown}, {@code declared} (UCX believes that
 * there is a source, and there is none), {@code refused} (no hooks, so none is declared) or {@code late} (the agent is attached first); the
 * tests' library. For each path: at how many
 * addresses the memory was, and how often UCX registered; it did right if that is once for each time that the memory was other memory.
 */
public final class RcacheApp {
  private static final int BLOCK = 40 << 20;
  private static final int SMALL = 64 << 10;
  private static final int SMALL_BLOCK = 3000;
  private static final int SMALL_BLOCKS = 300;
  private static final int FRESH = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;
  private static final int ROUNDS = 3;

  private final Rcache cache;
  private final Artefact artefact;
  private long made;
  private long last;

  private RcacheApp(Rcache cache, Artefact artefact) {
    this.cache = cache;
    this.artefact = artefact;
  }

  private interface Round {
    /** Uses memory, takes it away, and returns where it was. */
    long run() throws Throwable;
  }

  public static void main(String[] arguments) throws Throwable {
    Artefact artefact = new Artefact();
    try {
      if (arguments[0].equals("late")) {
        Meeting.ready();
      }
      if (!arguments[0].equals("declared")) {
        UcxMemoryEvents.install();
        UcxMemoryEvents.install();
      }
      new RcacheApp(new Rcache(arguments[1], arguments[0].equals("declared")), artefact).run();
    } catch (Throwable e) {
      artefact.failure("failure", e);
    }
    artefact.write();
    System.exit(0);
  }

  private void run() throws Throwable {
    path("quiet", quiet());
    path("direct-buffer", this::directBuffer);
    path("unsafe", this::unsafe);
    path("small-blocks", this::smallBlocks);
    path("file-map", this::fileMap);
    path("arena", this::arena);
    long mapping = Libc.mmap(SMALL);
    path("munmap", () -> {
      use(mapping, SMALL);
      Libc.munmap(mapping, SMALL);
      if (!Libc.mapIfFree(mapping, SMALL)) {
        throw new IllegalStateException("something else is at the place of what was unmapped");
      }
      return mapping;
    });
    path("mmap-over-a-page", () -> {
      use(mapping, SMALL);
      return Libc.mmap(mapping + 4096, 4096, FRESH) - 4096;
    });
    path("dontneed", () -> {
      use(mapping, SMALL);
      int result = (int) Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT).invokeExact(mapping, (long) SMALL, Libc.MADV_DONTNEED);
      return result == 0 ? mapping : -1;
    });
    path("truncated", truncated());
    threads();
    artefact.put("allocated-by-frees", allocatedByFrees());
  }

  private void path(String name, Round round) throws Throwable {
    Set<Long> places = new HashSet<>();
    made = 0;
    for (int i = 0; i < ROUNDS; i++) {
      places.add(round.run());
    }
    artefact.put(name + "/places", places.size());
    artefact.put(name + "/registrations", made);
  }

  /** Twice, so that a hit is among it. */
  private void use(long address, long length) throws Throwable {
    cache.use(address, length);
    long now = cache.use(address, length);
    made += now - last;
    last = now;
  }

  private Round quiet() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    return () -> {
      use(OffHeap.address(buffer), SMALL);
      return OffHeap.address(buffer);
    };
  }

  private long directBuffer() throws Throwable {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    long at = OffHeap.address(buffer);
    use(at, SMALL);
    OffHeap.invokeCleaner(buffer);
    return at;
  }

  private long unsafe() throws Throwable {
    long block = OffHeap.allocate(BLOCK);
    use(block, BLOCK);
    OffHeap.free(block);
    return block;
  }

  /** No containers, but when enough of them are free the allocator gives their pages back, too. */
  private long smallBlocks() throws Throwable {
    long[] blocks = new long[SMALL_BLOCKS];
    for (int i = 0; i < SMALL_BLOCKS; i++) {
      blocks[i] = OffHeap.allocate(SMALL_BLOCK);
    }
    long used = blocks[SMALL_BLOCKS / 2];
    use(used, SMALL_BLOCK);
    for (int i = SMALL_BLOCKS; i-- > 0; ) {
      OffHeap.free(blocks[i]);
    }
    return used;
  }

  private long fileMap() throws Throwable {
    try (MappedFile file = new MappedFile(SMALL)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.PRIVATE, 0, SMALL);
      long at = OffHeap.address(buffer);
      use(at, SMALL);
      OffHeap.invokeCleaner(buffer);
      return at;
    }
  }

  private long arena() throws Throwable {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = arena.allocate(BLOCK);
      use(segment.address(), SMALL);
      return segment.address();
    }
  }

  private Round truncated() throws Throwable {
    MappedFile file = new MappedFile(SMALL);
    MemorySegment mapped = file.channel.map(MapMode.PRIVATE, 0, SMALL, Arena.global());
    return () -> {
      use(mapped.address(), SMALL);
      file.channel.truncate(0);
      file.channel.write(ByteBuffer.allocate(SMALL), 0);
      return mapped.address();
    };
  }

  /** Several threads use and free, beside one another; only that it ends is asked. */
  private void threads() throws Throwable {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(new Thread(() -> {
        try {
          for (int i = 0; i < 2000; i++) {
            long block = OffHeap.allocate(SMALL);
            cache.use(block, SMALL);
            OffHeap.free(block);
          }
        } catch (Throwable e) {
          synchronized (failures) {
            failures.add(e);
          }
        }
      }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    artefact.put("thread-failures", failures);
  }

  /** On the Java heap, by this thread, in a thousand frees. */
  private static long allocatedByFrees() {
    com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] blocks = new long[1000];
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) { // the least one counts: the JVM itself allocates now and then
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = OffHeap.allocate(SMALL);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (long block : blocks) {
        OffHeap.free(block);
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return allocated;
  }
}
