package io.pindown.demo.app;

import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Serves one link: reads batches, counts or digests what arrives, answers each batch with a receipt. Used by one thread. */
public final class Receiver implements AutoCloseable {
  private static final long BUFFER = 1 << 20;

  private final Ring ring;
  private final Link link;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER, 4096);
  private final MemorySegment announcement = arena.allocate(Batch.BYTES);

  /** A receiver over a link; closes neither the ring nor the link. */
  public Receiver(Ring ring, Link link) {
    this.ring = ring;
    this.link = link;
  }

  /** Serves batches until the other side closes the connection. */
  public void serve() {
    while (announced()) {
      Batch batch = Batch.from(announcement.asByteBuffer());
      Digest digest = batch.digested() ? new Digest() : null;
      long arrived = 0;
      while (arrived < batch.total()) {
        long bytes = receive(buffer.asSlice(0, Math.min(BUFFER, batch.total() - arrived)));
        if (bytes == 0) {
          throw new IllegalStateException("the connection ended after " + arrived + " bytes of " + batch.total());
        }
        if (digest != null) {
          digest.add(buffer.asSlice(0, bytes));
        }
        arrived += bytes;
      }
      link.receipts().send(MemorySegment.ofBuffer(new Receipt(arrived, digest == null ? 0 : digest.value()).toBytes()));
    }
  }

  private boolean announced() {
    long at = 0;
    while (at < Batch.BYTES) {
      long bytes = receive(announcement.asSlice(at));
      if (bytes == 0 && at == 0) {
        return false;
      }
      if (bytes == 0) {
        throw new IllegalStateException("the connection ended within an announcement");
      }
      at += bytes;
    }
    return true;
  }

  private long receive(MemorySegment into) {
    return ring.receive(link.data().fd(), into);
  }

  @Override
  public void close() {
    arena.close();
  }
}
