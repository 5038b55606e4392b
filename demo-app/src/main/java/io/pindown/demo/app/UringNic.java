package io.pindown.demo.app;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import java.lang.foreign.MemorySegment;

/** io_uring: fixed buffers, sent zero-copy over the link's connection for data. */
public final class UringNic implements Nic<Region> {
  private final Ring ring = Ring.open(RingOptions.defaults());
  private final Link link;

  public UringNic(Link link) {
    this.link = link;
  }

  @Override
  public Region register(MemorySegment memory) {
    return ring.register(memory);
  }

  @Override
  public void deregister(Region region) {
    region.close();
  }

  @Override
  public void send(Region region, MemorySegment message) {
    ring.sendZeroCopy(link.data().fd(), region, message.address(), message.byteSize());
  }

  @Override
  public void close() {
    ring.close();
  }
}
