package io.pindown.demo.app;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Serves one link: reads batches, counts or digests what arrives, answers each batch with a receipt. Used by one thread. */
public final class Receiver implements AutoCloseable {
  private final Link link;
  private final Arrivals arrivals;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment announcement = arena.allocate(Batch.BYTES);

  /** A receiver over a link and what arrives there; closes neither. */
  public Receiver(Link link, Arrivals arrivals) {
    this.link = link;
    this.arrivals = arrivals;
  }

  /** Serves batches until the other side closes the connection. */
  public void serve() {
    while (announced()) {
      Batch batch = Batch.from(announcement.asByteBuffer());
      Digest digest = batch.digested() ? new Digest() : null;
      long arrived = 0;
      while (arrived < batch.total()) {
        long bytes = arrivals.take(batch.total() - arrived, digest);
        if (bytes == 0) {
          throw new IllegalStateException("the connection ended after " + arrived + " bytes of " + batch.total());
        }
        arrived += bytes;
      }
      link.receipts().send(MemorySegment.ofBuffer(new Receipt(arrived, digest == null ? 0 : digest.value()).toBytes()));
    }
  }

  private boolean announced() {
    long bytes = link.data().receiveFully(announcement);
    if (bytes > 0 && bytes < Batch.BYTES) {
      throw new IllegalStateException("the connection ended within an announcement");
    }
    return bytes > 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
