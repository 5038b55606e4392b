package io.pindown.bench.trace;

import io.pindown.bench.trace.sim.BestPossible;
import io.pindown.bench.trace.sim.CostModel;
import io.pindown.bench.trace.sim.Limit;
import io.pindown.bench.trace.sim.Outcome;
import io.pindown.bench.trace.sim.Policy;
import io.pindown.bench.trace.sim.Requests;
import io.pindown.bench.trace.sim.Simulator;
import java.util.LinkedHashMap;
import java.util.Map;

/** One trace under one limit: what each policy makes of it, and the best possible. */
record Case(String trace, double part, Limit limit, CostModel costs, BestPossible best, Map<String, Outcome> outcomes) {

  static Case run(Requests requests, double part, Limit limit, CostModel costs, Map<String, Policy.Factory> policies) {
    Simulator simulator = new Simulator(requests, limit, costs);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    policies.forEach((name, policy) -> outcomes.put(name, simulator.run(policy)));
    return new Case(requests.name(), part, limit, costs, BestPossible.of(requests, limit, costs), outcomes);
  }

  /** What a policy's registrations cost, for what those of the best schedule that was found cost: 1 or above, mostly. */
  double relative(String policy) {
    return outcomes.get(policy).cost() / best.found();
  }
}
