package io.pindown.it.app;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * So many uses of so many buffers as can be counted with the fingers: of blocks that are kept, of a mapping, and of blocks that are used once. What a use is
 * says who runs it. Says itself how many uses were at an address whose memory had ended. Not thread-safe.
 */
public final class KnownUses {
  /** Bytes of each block, and of the mapping. */
  public static final int BLOCK = 16 << 10;

  static final int POOL = 4;
  static final int POOLED = 400;
  static final int FRESH = 30;
  static final int MAPPED = 5;
  private static final long PAGE = 4096;

  /** One use. */
  @FunctionalInterface
  public interface Use {
    /** @param buffer from 0 to its capacity; direct, or mapped */
    void of(ByteBuffer buffer) throws Exception;
  }

  private static volatile Object kept; // or a collection of garbage would end its blocks

  private final Use use;
  private final ByteBuffer[] pool = new ByteBuffer[POOL];
  /** What a cache by addresses would believe to be registered still: starts and ends of whole pages. */
  private final TreeMap<Long, Long> gone = new TreeMap<>();
  private long stale;

  public KnownUses(Use use) {
    this.use = use;
    kept = this;
    for (int i = 0; i < POOL; i++) {
      pool[i] = ByteBuffer.allocateDirect(BLOCK);
    }
  }

  /** 400 uses of 4 blocks, 5 of a mapping, and 30 of 30 blocks that end thereafter, as the mapping does. */
  public void run() throws Exception {
    for (int i = 0; i < POOLED; i++) {
      use.of(kept(i % POOL));
    }
    mapped();
    for (int i = 0; i < FRESH; i++) {
      fresh();
    }
  }

  /** One of the 4 blocks. */
  ByteBuffer kept(int number) {
    return pool[number].clear();
  }

  private void mapped() throws Exception {
    try (MappedFile file = new MappedFile(BLOCK)) {
      ByteBuffer map = file.channel.map(MapMode.PRIVATE, 0, BLOCK); // shared ones a device may refuse
      begun(map);
      for (int i = 0; i < MAPPED; i++) {
        use.of(map.clear());
      }
      end(map);
    }
  }

  /** The place that breaks reuse. */
  private void fresh() throws Exception {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    begun(block);
    use.of(block.clear());
    end(block);
  }

  /** Before the first use of memory. */
  void begun(ByteBuffer memory) throws ReflectiveOperationException {
    long start = OffHeap.address(memory.clear());
    Map.Entry<Long, Long> before = gone.floorEntry(start);
    if (before != null && before.getValue() >= start + memory.capacity()) {
      gone.remove(before.getKey());
      stale++;
    }
  }

  private void end(ByteBuffer memory) throws ReflectiveOperationException {
    long start = OffHeap.address(memory.clear());
    OffHeap.invokeCleaner(memory);
    gone.put(start & -PAGE, start + memory.capacity() + PAGE - 1 & -PAGE);
  }

  /** Uses at an address whose memory had ended. */
  public long stale() {
    return stale;
  }
}
