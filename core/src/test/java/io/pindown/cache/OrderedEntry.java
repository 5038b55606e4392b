package io.pindown.cache;

/** What an eviction order keeps, with nothing behind it. */
final class OrderedEntry implements EvictionOrder.Entry {
  private final long bytes;
  private int place = -1;
  private int lastUse;
  boolean inUse;
  int idleAsked;

  OrderedEntry(long bytes) {
    this.bytes = bytes;
  }

  /** What a hit does. */
  void hit(EvictionOrder<OrderedEntry> order) {
    lastUse = EvictionOrder.used(lastUse, order.epoch());
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int place) {
    this.place = place;
  }

  @Override
  public int lastUse() {
    return lastUse;
  }

  @Override
  public void lastUse(int lastUse) {
    this.lastUse = lastUse;
  }

  @Override
  public boolean isIdle() {
    idleAsked++;
    return !inUse;
  }

  @Override
  public String toString() {
    return "entry of " + bytes + " bytes at place " + place;
  }
}
