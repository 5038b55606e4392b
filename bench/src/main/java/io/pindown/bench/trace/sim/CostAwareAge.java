package io.pindown.bench.trace.sim;

/**
 * Time since the last use, weighed by what is taken of the limit for what the registration costs: the plainest that knows both. Drawn by
 * lot, which spares the list that LRU needs.
 */
final class CostAwareAge extends Scored {
  private final double[] weight;
  private final int[] last;

  CostAwareAge(Requests requests, Limit limit, CostModel costs, int draws) {
    super(requests.objects(), draws);
    weight = new double[requests.objects()];
    last = new int[requests.objects()];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = limit.weight(requests.bytes(i)) / costs.of(requests.bytes(i));
    }
  }

  @Override
  double score(int object, int now) {
    return (now - last[object]) * weight[object];
  }

  @Override
  public void added(int object, int now) {
    last[object] = now;
    super.added(object, now);
  }

  @Override
  public void used(int object, int now) {
    last[object] = now;
  }
}
