package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;

/** The library's plain use: register, send, close. Always right, and pays for each send. */
public final class PerSend<R> implements Pinning<R> {
  private final Nic<R> nic;
  private long registered;
  private long closed;

  public PerSend(Nic<R> nic) {
    this.nic = nic;
  }

  @Override
  public R pin(MemorySegment staged) {
    registered++;
    return nic.register(staged);
  }

  @Override
  public void unpin(R region) {
    nic.deregister(region);
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
