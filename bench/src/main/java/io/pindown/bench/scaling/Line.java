package io.pindown.bench.scaling;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;

/**
 * One cache line: either one core has it and may write, or any number have it and may read. A server with a queue: a request for it
 * starts when the one before has been served, and takes as long as the line is away. While a request is on its way the core that has the
 * line goes on using it.
 *
 * <p>After the states of the MESI protocol (Papamarcos and Patel 1984), without a directory, and without limits of the fabric. Not
 * thread-safe.
 */
final class Line {
  /** A core may write from one moment to another. */
  private static final class Tenure {
    final int core;
    final double from;
    double until = Double.POSITIVE_INFINITY;

    Tenure(int core, double from) {
      this.core = core;
      this.from = from;
    }
  }

  private final Topology topology;
  private final Costs costs;
  private final ArrayDeque<Tenure> tenures = new ArrayDeque<>();
  private final BitSet sharers = new BitSet();
  private double sharedFrom;
  private long transfers;

  Line(Topology topology, Costs costs) {
    this.topology = topology;
    this.costs = costs;
  }

  /** When an atomic read-modify-write that a core begins at {@code now} is done. */
  double write(int core, double now) {
    if (mayWrite(core, now)) {
      return now + costs.atomic();
    }
    double start;
    double away;
    Tenure last = tenures.peekLast();
    if (isExclusive()) {
      start = Math.max(now, last.from);
      away = cost(last.core, core);
      last.until = start + away * costs.hold();
    } else {
      start = Math.max(now, sharedFrom);
      away = farthestSharer(core);
      sharers.clear();
    }
    count(away);
    Tenure own = new Tenure(core, start + away);
    tenures.addLast(own);
    return own.from + costs.atomic();
  }

  /** When a load that a core begins at {@code now} has the line; the load itself is part of the core's own work. */
  double read(int core, double now) {
    if (mayWrite(core, now) || !isExclusive() && sharers.get(core)) {
      return now;
    }
    double start;
    double away;
    Tenure last = tenures.peekLast();
    if (isExclusive()) {
      start = Math.max(now, last.from);
      away = cost(last.core, core);
      last.until = start + away * costs.hold();
      sharers.set(last.core);
      sharedFrom = start + away;
    } else {
      start = Math.max(now, sharedFrom);
      away = nearestSharer(core);
    }
    sharers.set(core);
    count(away);
    return start + away;
  }

  /** How often the line went from one core to another. */
  long transfers() {
    return transfers;
  }

  private void count(double away) {
    transfers += away > 0 ? 1 : 0;
  }

  private boolean isExclusive() {
    return sharers.isEmpty() && !tenures.isEmpty();
  }

  private boolean mayWrite(int core, double now) {
    boolean may = false;
    for (Iterator<Tenure> i = tenures.iterator(); i.hasNext(); ) {
      Tenure t = i.next();
      if (t.until <= now) {
        i.remove();
      } else if (t.core == core && t.from <= now) {
        may = true;
      }
    }
    return may;
  }

  private double cost(int from, int to) {
    return costs.transfer(topology.distance(from, to));
  }

  private double farthestSharer(int core) {
    double most = 0;
    for (int s = sharers.nextSetBit(0); s >= 0; s = sharers.nextSetBit(s + 1)) {
      most = Math.max(most, cost(s, core));
    }
    return most;
  }

  private double nearestSharer(int core) {
    double least = sharers.isEmpty() ? 0 : Double.POSITIVE_INFINITY;
    for (int s = sharers.nextSetBit(0); s >= 0; s = sharers.nextSetBit(s + 1)) {
      least = Math.min(least, cost(s, core));
    }
    return least;
  }
}
