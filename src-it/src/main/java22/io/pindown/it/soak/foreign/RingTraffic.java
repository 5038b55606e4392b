package io.pindown.it.soak.foreign;

import io.pindown.it.app.OffHeap;
import io.pindown.it.soak.Traffic;
import io.pindown.nic.uring.NativeFile;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Registers memory with a ring for each send, WRITE_FIXED to a file, as a program without a cache does; the agent may serve it from one. */
final class RingTraffic implements Traffic {
  private static final int LARGEST = 300_000;

  private final Ring ring = Ring.open();
  private final NativeFile file = NativeFile.inMemory("ring-traffic");
  private final MemorySegment arrived = Arena.ofAuto().allocate(LARGEST, 4_096);
  private final ByteBuffer kept = ByteBuffer.allocateDirect(LARGEST);

  @Override
  public long round(SplittableRandom random) {
    int length = 1 + random.nextInt(LARGEST);
    switch (random.nextInt(3)) {
      case 0:
        return send(MemorySegment.ofBuffer(kept).asSlice(0, length), random);
      case 1:
        ByteBuffer fresh = ByteBuffer.allocateDirect(length);
        long wrong = send(MemorySegment.ofBuffer(fresh), random) + send(MemorySegment.ofBuffer(fresh), random);
        OffHeap.invokeCleaner(fresh);
        return wrong;
      default:
        try (Arena arena = Arena.ofShared()) {
          MemorySegment segment = arena.allocate(length, 1);
          return send(segment, random) + send(segment, random);
        }
    }
  }

  private long send(MemorySegment from, SplittableRandom random) {
    from.fill((byte) random.nextInt());
    MemorySegment to = arrived.asSlice(0, from.byteSize()).fill((byte) '?');
    try (Region region = ring.register(from)) {
      ring.writeFixed(file.fd(), 0, region, from.address(), from.byteSize());
    }
    if (file.read(0, to) != to.byteSize()) {
      throw new IllegalStateException("the file is short");
    }
    return from.mismatch(to) < 0 ? 0 : from.byteSize() - from.mismatch(to);
  }

  @Override
  public int held() {
    return ring.regionCount();
  }

  @Override
  public void close() {
    file.close();
    ring.close();
    if (ring.regionCount() != 0) {
      throw new IllegalStateException(ring.regionCount() + " regions are left in a ring that is closed");
    }
  }
}
