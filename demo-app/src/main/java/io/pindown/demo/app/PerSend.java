package io.pindown.demo.app;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;

/** The library's plain use: register, send, close. Always right, and pays for each send. */
public final class PerSend implements Pinning {
  private final Ring ring;
  private long registered;
  private long closed;

  public PerSend(Ring ring) {
    this.ring = ring;
  }

  @Override
  public Region pin(MemorySegment staged) {
    registered++;
    return ring.register(staged);
  }

  @Override
  public void unpin(Region region) {
    region.close();
    closed++;
  }

  @Override
  public long registered() {
    return registered;
  }

  @Override
  public long closed() {
    return closed;
  }

  @Override
  public void close() {
    // Nothing is kept.
  }
}
