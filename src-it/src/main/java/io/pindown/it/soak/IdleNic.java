package io.pindown.it.soak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A device that sends nothing. Its pinning and unpinning may wait a while, as a system call may that a library hands to another thread.
 */
final class IdleNic implements Nic<Long> {
  private final long waitNanos;
  private final AtomicLong pins = new AtomicLong();
  private final AtomicInteger pinned = new AtomicInteger();

  /**
   * @param waitNanos 0 for not at all
   */
  IdleNic(long waitNanos) {
    this.waitNanos = waitNanos;
  }

  private void pause() {
    if (waitNanos > 0) {
      LockSupport.parkNanos(waitNanos);
    }
  }

  @Override
  public Long pin(long address, long length) {
    pause();
    pinned.incrementAndGet();
    return pins.incrementAndGet();
  }

  @Override
  public void unpin(Long pin) {
    pause();
    pinned.decrementAndGet();
  }

  @Override
  public long send(Long pin, long address, long length, Content content, long from) {
    throw new UnsupportedOperationException("this device only registers");
  }

  @Override
  public int pinned() {
    return pinned.get();
  }

  @Override
  public String truth() {
    return "counts of leases and registrations";
  }

  @Override
  public boolean refusesHoles() {
    return false;
  }

  @Override
  public void close() {
    // nothing is held
  }
}
