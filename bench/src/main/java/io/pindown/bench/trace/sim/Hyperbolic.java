package io.pindown.bench.trace.sim;

/**
 * Hyperbolic caching (Blankstein, Sen and Freedman, USENIX ATC 2017), with cost and size: uses for the time that it has been in, times what
 * it costs for what it takes of the limit; of 64 drawn by lot.
 */
final class Hyperbolic extends Scored {
  private static final int DRAWS = 64;

  private final double[] worth;
  private final int[] since;
  private final int[] uses;

  Hyperbolic(Requests requests, Limit limit, CostModel costs) {
    super(requests.objects(), DRAWS);
    worth = new double[requests.objects()];
    since = new int[requests.objects()];
    uses = new int[requests.objects()];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = costs.of(requests.bytes(i)) / limit.weight(requests.bytes(i));
    }
  }

  @Override
  double score(int object, int now) {
    return -worth[object] * uses[object] / (now - since[object]);
  }

  @Override
  public void added(int object, int now) {
    since[object] = now;
    uses[object] = 1;
    super.added(object, now);
  }

  @Override
  public void used(int object, int now) {
    uses[object]++;
  }
}
