package io.pindown.bench.trace.sim;

/** Least recently used. */
final class Lru implements Policy {
  private final Queue byUse;

  Lru(int objects) {
    byUse = new Queue(objects);
  }

  @Override
  public void added(int object, int now) {
    byUse.addLast(object);
  }

  @Override
  public void used(int object, int now) {
    byUse.remove(object);
    byUse.addLast(object);
  }

  @Override
  public void removed(int object) {
    byUse.remove(object);
  }

  @Override
  public int victim(int now) {
    return byUse.first();
  }
}
