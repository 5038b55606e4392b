package io.pindown.demo.app;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;

/** One block of memory, registered once by a programmer who knows that all messages will be sent from it. The upper bound. */
public final class ByHand implements Pinning {
  private final Region region;

  /** Registers the block; it must outlive this. */
  public ByHand(Ring ring, MemorySegment block) {
    region = ring.register(block);
  }

  @Override
  public Region pin(MemorySegment staged) {
    return region;
  }

  @Override
  public void unpin(Region sent) {
    // Stays registered.
  }

  @Override
  public long registered() {
    return 1;
  }

  @Override
  public long closed() {
    return 0;
  }

  @Override
  public void close() {
    region.close();
  }
}
