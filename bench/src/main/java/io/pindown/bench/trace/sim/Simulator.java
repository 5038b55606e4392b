package io.pindown.bench.trace.sim;

/** Runs requests against a policy under a limit. Room is made before a registration, as the cache does it. */
public final class Simulator {
  private final Requests requests;
  private final Limit limit;
  private final CostModel costs;

  public Simulator(Requests requests, Limit limit, CostModel costs) {
    this.requests = requests;
    this.limit = limit;
    this.costs = costs;
  }

  public Outcome run(Policy.Factory factory) {
    Policy policy = factory.make(requests, limit, costs);
    boolean[] in = new boolean[requests.objects()];
    long held = 0;
    long accesses = 0;
    long hits = 0;
    long bytes = 0;
    long hitBytes = 0;
    double cost = 0;
    for (int now = 0; now < requests.events(); now++) {
      int event = requests.event(now);
      int object = event < 0 ? ~event : event;
      long weight = limit.weight(requests.bytes(object));
      if (event < 0) {
        if (in[object]) {
          in[object] = false;
          held -= weight;
          policy.removed(object);
        }
        continue;
      }
      accesses++;
      bytes += requests.bytes(object);
      if (in[object]) {
        hits++;
        hitBytes += requests.bytes(object);
        policy.used(object, now);
        continue;
      }
      cost += costs.of(requests.bytes(object));
      boolean keep = weight <= limit.amount();
      while (keep && held + weight > limit.amount()) {
        int victim = policy.victim(now);
        if (!in[victim]) {
          throw new IllegalStateException(policy + " chose " + victim + ", which is not in");
        }
        keep = !policy.declines(object, victim, now);
        if (keep) {
          in[victim] = false;
          held -= limit.weight(requests.bytes(victim));
          policy.removed(victim);
        }
      }
      if (keep) {
        in[object] = true;
        held += weight;
        policy.added(object, now);
      }
    }
    return new Outcome(accesses, hits, bytes, hitBytes, cost);
  }
}
