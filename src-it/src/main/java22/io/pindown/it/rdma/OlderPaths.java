package io.pindown.it.rdma;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import io.pindown.registry.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Memory from before the agent came, used and ended after that. */
final class OlderPaths {
  private static final int SIZE = 1_000_003;

  private OlderPaths() {}

  private interface End {
    void run() throws Throwable;
  }

  /** Takes the memory. */
  static void addTo(Map<String, HookedPath> paths) throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);
    paths.put("direct-from-before-the-attach", path(OffHeap.address(direct), () -> OffHeap.invokeCleaner(direct)));
    MappedFile file = new MappedFile(SIZE);
    MappedByteBuffer mapped = file.channel.map(MapMode.READ_WRITE, 0, SIZE);
    paths.put("map-from-before-the-attach", path(OffHeap.address(mapped), () -> {
      OffHeap.invokeCleaner(mapped);
      file.close();
    }));
    Arena arena = Arena.ofShared();
    MemorySegment segment = arena.allocate(SIZE, 1);
    HookedPath shared = path(segment.address(), arena::close);
    paths.put("arena-from-before-the-attach", scene -> {
      AddressSpace.process().adopt(segment, segment.address(), segment.address() + SIZE); // as a cache does that is handed the segment
      shared.run(scene);
    });
    long block = OffHeap.allocate(SIZE);
    paths.put("block-from-before-the-attach", path(block, () -> OffHeap.free(block)));
    long wrapped = OffHeap.allocate(SIZE);
    ByteBuffer buffer = RdmaLink.at(wrapped, SIZE).asByteBuffer();
    paths.put("native-buffer-from-before-the-attach", path(OffHeap.address(buffer), () -> OffHeap.free(wrapped)));
    confined(paths);
  }

  private static HookedPath path(long address, End end) {
    return scene -> {
      scene.watch("whole", address, SIZE);
      scene.step("taken");
      end.run();
      scene.step("ended");
    };
  }

  /** The thread lives until the arena is to be closed, which only it may do. */
  private static void confined(Map<String, HookedPath> paths) throws InterruptedException {
    MemorySegment[] made = new MemorySegment[1];
    CountDownLatch there = new CountDownLatch(1);
    CountDownLatch close = new CountDownLatch(1);
    Thread owner = new Thread(() -> {
      try (Arena arena = Arena.ofConfined()) {
        made[0] = arena.allocate(SIZE, 1);
        there.countDown();
        close.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "owner of an arena");
    owner.setDaemon(true);
    owner.start();
    there.await();
    paths.put("arena-confined-to-another-thread-from-before", path(made[0].address(), () -> {
      close.countDown();
      owner.join();
    }));
  }
}
