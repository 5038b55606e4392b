package io.pindown.bench.trace.sim;

import io.pindown.cache.ShippedOrder;
import java.util.Random;

/** The cache's own eviction, which learns what registrations cost from times that scatter as measured ones do. */
final class Shipped implements Policy {
  private static final double SCATTER = 0.3;
  private static final int BETWEEN_INTERRUPTIONS = 100;
  private static final double INTERRUPTION = 1_000_000;

  private final ShippedOrder order;
  private final Requests requests;
  private final CostModel costs;
  private final Random random = new Random(1);

  Shipped(Requests requests, Limit limit, CostModel costs) {
    this.requests = requests;
    this.costs = costs;
    order = new ShippedOrder(requests.objects(), limit.kind() == Limit.Kind.BYTES);
  }

  @Override
  public void added(int object, int now) {
    long bytes = requests.bytes(object);
    double nanos = costs.of(bytes) * Math.exp(SCATTER * random.nextGaussian());
    order.added(object, bytes, (long) (random.nextInt(BETWEEN_INTERRUPTIONS) == 0 ? nanos + INTERRUPTION : nanos));
  }

  @Override
  public void used(int object, int now) {
    order.used(object);
  }

  @Override
  public void removed(int object) {
    order.removed(object);
  }

  @Override
  public int victim(int now) {
    return order.next();
  }
}
