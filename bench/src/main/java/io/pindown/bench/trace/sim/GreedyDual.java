package io.pindown.bench.trace.sim;

/**
 * GreedyDual-Size (Cao and Irani 1997), and with frequency (Cherkasova 1998): each use gives a credit of what the registration costs for
 * what it takes of the limit; the one with the least goes, and all others lose as much.
 */
final class GreedyDual extends Scored {
  private final double[] worth;
  private final double[] credit;
  private final int[] uses;
  private final boolean frequency;
  private double lost;

  GreedyDual(Requests requests, Limit limit, CostModel costs, boolean frequency) {
    super(requests.objects());
    this.frequency = frequency;
    worth = new double[requests.objects()];
    credit = new double[requests.objects()];
    uses = new int[requests.objects()];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = costs.of(requests.bytes(i)) / limit.weight(requests.bytes(i));
    }
  }

  @Override
  double score(int object, int now) {
    return -credit[object];
  }

  @Override
  public void added(int object, int now) {
    uses[object] = 0;
    super.added(object, now);
    used(object, now);
  }

  @Override
  public void used(int object, int now) {
    uses[object]++;
    credit[object] = lost + worth[object] * (frequency ? uses[object] : 1);
  }

  @Override
  public int victim(int now) {
    int victim = super.victim(now);
    lost = credit[victim];
    return victim;
  }
}
