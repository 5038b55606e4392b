package io.pindown.bench.trace.sim;

/**
 * The best that could be done with some requests under a limit, from both sides.
 *
 * @param bound nanoseconds that no policy can go below
 * @param found nanoseconds that were reached with knowledge of the future
 */
public record BestPossible(double bound, double found) {
  private static final int ROUNDS = 3;

  public static BestPossible of(Requests requests, Limit limit, CostModel costs) {
    Simulator simulator = new Simulator(requests, limit, costs);
    Bound bound = new Bound(requests, limit, costs);
    double found =
        Math.min(
            simulator.run((r, l, c) -> Clairvoyant.farthest(r)).cost(), simulator.run(Clairvoyant::farthestAndCheapest).cost());
    bound.improve(found);
    for (int i = 0; i < ROUNDS; i++) {
      double[] prices = bound.pricesUpTo();
      found = Math.min(found, simulator.run((r, l, c) -> Clairvoyant.priced(r, l, c, prices)).cost());
      bound.improve(found);
    }
    return new BestPossible(bound.leastCost(), found);
  }
}
