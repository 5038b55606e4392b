package io.pindown.bench.scaling;

import io.pindown.registrar.Registrar;

/** Pins nothing. */
final class NullRegistrar implements Registrar<Long> {
  @Override
  public Long register(long address, long length, int access) {
    return 0L; // one object for all, so that none is counted as the cache's
  }

  @Override
  public void deregister(Long handle) {}
}
