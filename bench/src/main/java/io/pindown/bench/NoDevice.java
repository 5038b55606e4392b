package io.pindown.bench;

import io.pindown.registrar.Registrar;

/** A registrar that pins nothing and keeps nothing, its handle one object for all: what is left is the cache's own cost. */
final class NoDevice implements Registrar<Object> {
  private static final Object HANDLE = new Object();

  @Override
  public Object register(long address, long length, int access) {
    return HANDLE;
  }

  @Override
  public void deregister(Object handle) {}
}
