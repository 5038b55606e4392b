package io.pindown.cache;

import io.pindown.cache.EvictionOrder.Scarce;

/** The cache's own eviction order over numbered objects, for the simulator: it runs what is shipped. */
public final class ShippedOrder {
  private final RegistrationCost cost = new RegistrationCost();
  private final EvictionOrder<Numbered> order = new EvictionOrder<>(cost);
  private final Numbered[] objects;
  private final Scarce scarce;

  /**
   * @param bytesAreScarce or else registrations
   */
  public ShippedOrder(int objects, boolean bytesAreScarce) {
    this.objects = new Numbered[objects];
    this.scarce = bytesAreScarce ? Scarce.BYTES : Scarce.REGISTRATIONS;
  }

  /** It has been registered, which took so long. */
  public void added(int object, long bytes, long nanos) {
    cost.took(bytes, nanos);
    objects[object] = new Numbered(object, bytes);
    order.add(objects[object]);
  }

  public void used(int object) {
    Numbered entry = objects[object];
    int last = EvictionOrder.used(entry.lastUse(), order.epoch());
    if (last != entry.lastUse()) {
      entry.lastUse(last);
    }
  }

  public void removed(int object) {
    order.remove(objects[object]);
    objects[object] = null;
  }

  public int next() {
    return order.next(scarce).number;
  }

  private static final class Numbered extends Unpinned {
    final int number;

    Numbered(int number, long bytes) {
      super(bytes);
      this.number = number;
    }
  }
}
