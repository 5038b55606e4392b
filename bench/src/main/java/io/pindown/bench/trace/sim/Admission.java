package io.pindown.bench.trace.sim;

/**
 * The idea of TinyLFU (Einziger, Friedman and Manes 2017) before another policy: what was asked for more rarely of late, for what it costs
 * and takes, than the one that would have to go is registered for one use only. Counts all that was ever asked for, exactly, and
 * halves the counts now and then, where the original estimates them in a few bits.
 */
final class Admission implements Policy {
  private static final int REQUESTS_PER_MEMBER = 10;

  private final Policy order;
  private final double[] worth;
  private final double[] asked;
  private long members;
  private long since;

  Admission(Policy order, Requests requests, Limit limit, CostModel costs) {
    this.order = order;
    worth = new double[requests.objects()];
    asked = new double[requests.objects()];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = costs.of(requests.bytes(i)) / limit.weight(requests.bytes(i));
    }
  }

  private void count(int object) {
    asked[object]++;
    if (++since > REQUESTS_PER_MEMBER * members) {
      since = 0;
      for (int i = 0; i < asked.length; i++) {
        asked[i] /= 2;
      }
    }
  }

  @Override
  public void added(int object, int now) {
    members++;
    count(object);
    order.added(object, now);
  }

  @Override
  public void used(int object, int now) {
    count(object);
    order.used(object, now);
  }

  @Override
  public void removed(int object) {
    members--;
    order.removed(object);
  }

  @Override
  public int victim(int now) {
    return order.victim(now);
  }

  @Override
  public boolean declines(int object, int victim, int now) {
    boolean declined = (asked[object] + 1) * worth[object] < asked[victim] * worth[victim];
    if (declined) {
      count(object);
    }
    return declined;
  }
}
