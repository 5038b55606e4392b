package io.pindown.bench;

import io.pindown.registrar.Registrar;

/** A registrar that pins nothing: what is left is the cache's own cost. */
final class NoDevice implements Registrar<Long> {
  @Override
  public Long register(long address, long length, int access) {
    return address;
  }

  @Override
  public void deregister(Long handle) {}
}
