package io.pindown.it.app;

import io.pindown.registrar.Registrar;
import java.util.concurrent.atomic.AtomicLong;

/** A device that only counts: for what a cache keeps, not for what arrives. */
final class CountingRegistrar implements Registrar<Long> {
  private final AtomicLong registered = new AtomicLong();

  @Override
  public Long register(long address, long length, int access) {
    return registered.incrementAndGet();
  }

  @Override
  public void deregister(Long handle) {
    // nothing is pinned
  }

  long registered() {
    return registered.get();
  }
}
