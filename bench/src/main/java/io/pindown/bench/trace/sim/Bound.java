package io.pindown.bench.trace.sim;

import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * A cost that no policy can go below, even one that knows the future and may decline to cache.
 *
 * <p>To hit, a registration must be held from its last use on, through every moment until the next one. Which of these intervals to hold
 * is a linear programme once a part of a registration may be held: save the most, under a limit at each moment (the flow formulation of
 * Berger, Beckmann and Harchol-Balter, SIGMETRICS 2018, with costs). This is its Lagrangian dual: put a price on the room at each moment,
 * hold just the intervals that save more than their room costs, and add what all the room is worth. Any prices give a bound; the
 * subgradient method, with Polyak's steps, looks for good ones. With limits on the number of registrations the programme has integral
 * solutions, so nothing is lost by holding parts.
 */
public final class Bound {
  private static final int ITERATIONS = 1500;
  private static final int PATIENCE = 20;

  private final int moments;
  private final int[] from;
  private final int[] to;
  private final double[] saves;
  /** What it takes, as a part of the limit. */
  private final double[] takes;
  private final double total;
  private double[] prices;
  private double leastUnsaved = Double.POSITIVE_INFINITY;

  public Bound(Requests requests, Limit limit, CostModel costs) {
    NextUse next = new NextUse(requests);
    moments = requests.events();
    IntArrayList starts = new IntArrayList();
    double sum = 0;
    for (int i = 0; i < moments; i++) {
      int object = requests.event(i);
      if (object >= 0) {
        sum += costs.of(requests.bytes(object));
        if (next.after(i) != NextUse.NEVER && limit.weight(requests.bytes(object)) <= limit.amount()) {
          starts.addInt(i);
        }
      }
    }
    total = sum;
    from = starts.toIntArray();
    to = new int[from.length];
    saves = new double[from.length];
    takes = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      long bytes = requests.bytes(requests.event(from[i]));
      to[i] = next.after(from[i]);
      saves[i] = costs.of(bytes);
      takes[i] = (double) limit.weight(bytes) / limit.amount();
    }
    prices = uniform();
  }

  /** Nanoseconds that the registrations cost at least. */
  public double leastCost() {
    return total - leastUnsaved;
  }

  /** The price of all room up to each moment, at the best prices found so far. */
  public double[] pricesUpTo() {
    double[] sums = new double[moments + 1];
    for (int i = 0; i < moments; i++) {
      sums[i + 1] = sums[i] + prices[i];
    }
    return sums;
  }

  /** What holding an object that takes {@code weight} of a limit costs between two moments, at {@link #pricesUpTo}. */
  static double rent(double[] pricesUpTo, int from, int to, double part) {
    return part * (pricesUpTo[to] - pricesUpTo[from]);
  }

  /** One price for every moment, the best of those: the bound of "practical flow-based offline optimal, lower" (the same authors). */
  private double[] uniform() {
    double low = 0;
    double high = 0;
    for (int i = 0; i < from.length; i++) {
      high = Math.max(high, saves[i] / (takes[i] * (to[i] - from[i])));
    }
    for (int i = 0; i < 100; i++) {
      double a = low + (high - low) / 3;
      double b = high - (high - low) / 3;
      if (saved(a) < saved(b)) {
        high = b;
      } else {
        low = a;
      }
    }
    double[] found = new double[moments];
    Arrays.fill(found, (low + high) / 2);
    leastUnsaved = saved((low + high) / 2);
    return found;
  }

  private double saved(double price) {
    double sum = price * moments;
    for (int i = 0; i < from.length; i++) {
      sum += Math.max(0, saves[i] - price * takes[i] * (to[i] - from[i]));
    }
    return sum;
  }

  /**
   * Looks for a better bound.
   *
   * @param achieved a cost that some policy has reached, by which the steps are measured
   */
  public Bound improve(double achieved) {
    double reached = total - achieved;
    double[] at = prices.clone();
    double[] used = new double[moments + 1];
    double[] sums = new double[moments + 1];
    double pace = 1;
    int idle = 0;
    for (int i = 0; i < ITERATIONS && pace > 1e-4; i++) {
      double value = evaluate(at, sums, used);
      if (value < leastUnsaved * (1 - 1e-9)) {
        leastUnsaved = value;
        prices = at.clone();
        idle = 0;
      } else if (++idle == PATIENCE) {
        pace /= 2;
        idle = 0;
        at = prices.clone();
        value = evaluate(at, sums, used);
      }
      if (value <= reached) {
        break; // the policy is the best possible
      }
      step(at, used, pace * (value - reached));
    }
    return this;
  }

  /** The value of the dual at some prices; leaves in {@code used} which part of the room is taken at each moment. */
  private double evaluate(double[] at, double[] sums, double[] used) {
    for (int i = 0; i < moments; i++) {
      sums[i + 1] = sums[i] + at[i];
    }
    Arrays.fill(used, 0);
    double value = sums[moments];
    for (int i = 0; i < from.length; i++) {
      double gain = saves[i] - rent(sums, from[i], to[i], takes[i]);
      if (gain > 0) {
        value += gain;
        used[from[i]] += takes[i];
        used[to[i]] -= takes[i];
      }
    }
    for (int i = 1; i < moments; i++) {
      used[i] += used[i - 1];
    }
    return value;
  }

  private void step(double[] at, double[] used, double excess) {
    double norm = 0;
    for (int i = 0; i < moments; i++) {
      double slope = 1 - used[i];
      norm += at[i] == 0 && slope > 0 ? 0 : slope * slope;
    }
    if (norm > 0) {
      for (int i = 0; i < moments; i++) {
        at[i] = Math.max(0, at[i] - excess / norm * (1 - used[i]));
      }
    }
  }
}
