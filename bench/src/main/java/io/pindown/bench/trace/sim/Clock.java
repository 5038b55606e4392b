package io.pindown.bench.trace.sim;

/**
 * The clock algorithm (Corbató 1968): a hand goes round, gives what was used since it last came by another round, and takes the rest.
 * New ones come in behind the hand, marked as used.
 */
final class Clock implements Policy {
  private final Queue ring;
  private final boolean[] recent;
  private int hand = -1;

  Clock(int objects) {
    ring = new Queue(objects);
    recent = new boolean[objects];
  }

  @Override
  public void added(int object, int now) {
    recent[object] = true;
    if (hand < 0) {
      ring.addLast(object);
      hand = object;
    } else {
      ring.insertBefore(object, hand);
    }
  }

  @Override
  public void used(int object, int now) {
    recent[object] = true;
  }

  @Override
  public void removed(int object) {
    int after = ring.after(object);
    ring.remove(object);
    if (hand == object) {
      hand = ring.isEmpty() ? -1 : after;
    }
  }

  @Override
  public int victim(int now) {
    while (recent[hand]) {
      recent[hand] = false;
      hand = ring.after(hand);
    }
    return hand;
  }
}
