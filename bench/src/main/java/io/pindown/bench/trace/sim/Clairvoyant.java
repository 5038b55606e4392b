package io.pindown.bench.trace.sim;

/**
 * Knows the next use of everything: no cache can do this, and as a policy for registrations of different sizes it is a heuristic, too.
 * Declines to cache what would have to go first.
 */
abstract class Clairvoyant extends Scored {
  private final NextUse uses;
  private final int[] next;

  Clairvoyant(Requests requests) {
    super(requests.objects());
    uses = new NextUse(requests);
    next = new int[requests.objects()];
  }

  /** Farthest next use (Belady 1966): the best possible where all registrations cost and take the same. */
  static Policy farthest(Requests requests) {
    return new Clairvoyant(requests) {
      @Override
      double score(int object, int now, int next) {
        return (double) next - now;
      }
    };
  }

  /** Farthest next use, weighed by what is taken of the limit until then for what it saves. */
  static Policy farthestAndCheapest(Requests requests, Limit limit, CostModel costs) {
    return new Clairvoyant(requests) {
      @Override
      double score(int object, int now, int next) {
        long bytes = requests.bytes(object);
        return ((double) next - now) * limit.weight(bytes) / costs.of(bytes);
      }
    };
  }

  /** The least saved for what is taken of the limit, at prices that {@link Bound} has found: close to the best possible. */
  static Policy priced(Requests requests, Limit limit, CostModel costs, double[] pricesUpTo) {
    return new Clairvoyant(requests) {
      @Override
      double score(int object, int now, int next) {
        long bytes = requests.bytes(object);
        double part = (double) limit.weight(bytes) / limit.amount();
        return (Bound.rent(pricesUpTo, now, next, part) - costs.of(bytes)) / part;
      }
    };
  }

  /** Of one that is needed again at {@code next}. */
  abstract double score(int object, int now, int next);

  @Override
  final double score(int object, int now) {
    return next[object] == NextUse.NEVER ? Double.POSITIVE_INFINITY : score(object, now, next[object]);
  }

  @Override
  public void added(int object, int now) {
    next[object] = uses.after(now);
    super.added(object, now);
  }

  @Override
  public void used(int object, int now) {
    next[object] = uses.after(now);
  }

  @Override
  public boolean declines(int object, int victim, int now) {
    next[object] = uses.after(now);
    return score(object, now) >= score(victim, now);
  }
}
