package io.pindown.cache;

/** What an eviction order keeps, with nothing behind it. */
class Unpinned implements EvictionOrder.Entry {
  private final long bytes;
  private int place = -1;
  private int lastUse;

  Unpinned(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public final long bytes() {
    return bytes;
  }

  @Override
  public final int place() {
    return place;
  }

  @Override
  public final void place(int now) {
    place = now;
  }

  @Override
  public final int lastUse() {
    return lastUse;
  }

  @Override
  public final void lastUse(int now) {
    lastUse = now;
  }

  @Override
  public boolean isIdle() {
    return true;
  }
}
