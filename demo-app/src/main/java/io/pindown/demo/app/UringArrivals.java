package io.pindown.demo.app;

import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Receives from the link's connection for data by io_uring. */
public final class UringArrivals implements Arrivals {
  private static final long BUFFER = 1 << 20;

  private final Ring ring = Ring.open(RingOptions.defaults());
  private final Link link;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER, 4096);

  public UringArrivals(Link link) {
    this.link = link;
  }

  @Override
  public long take(long most, Digest digest) {
    long bytes = ring.receive(link.data().fd(), buffer.asSlice(0, Math.min(BUFFER, most)));
    if (digest != null) {
      digest.add(buffer.asSlice(0, bytes));
    }
    return bytes;
  }

  @Override
  public void close() {
    ring.close();
    arena.close();
  }
}
