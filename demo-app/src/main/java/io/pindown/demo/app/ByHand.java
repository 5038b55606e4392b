package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;

/** One block of memory, registered once by a programmer who knows that all messages will be sent from it. The upper bound. */
public final class ByHand<R> implements Pinning<R> {
  private final Nic<R> nic;
  private final R region;

  /** Registers the block; it must outlive this. */
  public ByHand(Nic<R> nic, MemorySegment block) {
    this.nic = nic;
    region = nic.register(block);
  }

  @Override
  public R pin(MemorySegment staged) {
    return region;
  }

  @Override
  public void unpin(R sent) {
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
    nic.deregister(region);
  }
}
