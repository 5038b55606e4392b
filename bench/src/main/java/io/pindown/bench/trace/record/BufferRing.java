package io.pindown.bench.trace.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A ring of large buffers, each sent in its turn, round and round. */
public final class BufferRing implements Workload {
  private final int buffers;
  private final int bytes;

  public BufferRing(int buffers, int bytes) {
    this.buffers = buffers;
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public void run(Sends sends, long seed, int accesses) {
    List<ByteBuffer> ring = new ArrayList<>();
    for (int i = 0; i < buffers; i++) {
      ring.add(ByteBuffer.allocateDirect(bytes));
    }
    for (int i = 0; sends.accesses() < accesses; i++) {
      sends.access(DirectBuffers.address(ring.get(i % buffers)), bytes);
    }
  }
}
