package io.pindown.it.tenant;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Registers buffers with a ring, which the agent may serve from a cache, also in virtual threads; then closes the ring, or forgets it. */
public final class RingTenant implements Consumer<String> {
  private static final int BYTES = 100_000;

  @Override
  public void accept(String how) {
    Ring ring = Ring.open();
    try {
      MemorySegment kept = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(BYTES));
      register(ring, kept);
      Thread virtual = Thread.ofVirtual().start(() -> register(ring, kept));
      virtual.join();
      try (Arena arena = Arena.ofShared()) {
        register(ring, arena.allocate(BYTES));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (how.equals("closes")) {
      ring.close();
    }
  }

  private static void register(Ring ring, MemorySegment segment) {
    for (int i = 0; i < 2; i++) {
      try (Region region = ring.register(segment)) {
        if (!region.isOpen()) {
          throw new IllegalStateException(region + " is not open");
        }
      }
    }
  }
}
