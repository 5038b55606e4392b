package io.pindown.bench.trace.sim;

/**
 * SIEVE (Zhang et al., NSDI 2024): one queue in the order of arrival; a hand goes from the oldest to the newest, gives what was used
 * since it last came by another round where it is, and takes the first that was not. New ones are taken soon unless they are used.
 */
final class Sieve implements Policy {
  private final Queue byArrival;
  private final boolean[] visited;
  private int hand = -1;

  Sieve(int objects) {
    byArrival = new Queue(objects);
    visited = new boolean[objects];
  }

  @Override
  public void added(int object, int now) {
    visited[object] = false;
    byArrival.addLast(object);
  }

  @Override
  public void used(int object, int now) {
    visited[object] = true;
  }

  @Override
  public void removed(int object) {
    if (hand == object) {
      hand = object == byArrival.last() ? -1 : byArrival.after(object);
    }
    byArrival.remove(object);
  }

  @Override
  public int victim(int now) {
    if (hand < 0) {
      hand = byArrival.first();
    }
    while (visited[hand]) {
      visited[hand] = false;
      hand = byArrival.after(hand);
    }
    return hand;
  }
}
