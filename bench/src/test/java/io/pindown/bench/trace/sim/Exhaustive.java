package io.pindown.bench.trace.sim;

import java.util.HashMap;
import java.util.Map;

/** The very best possible, by trying every choice: for a handful of objects only. */
final class Exhaustive {
  private Exhaustive() {}

  static double leastCost(Requests requests, Limit limit, CostModel costs) {
    Map<Integer, Double> reached = Map.of(0, 0.0);
    for (int i = 0; i < requests.events(); i++) {
      int event = requests.event(i);
      Map<Integer, Double> next = new HashMap<>();
      reached.forEach(
          (held, cost) -> {
            if (event < 0) {
              next.merge(held & ~(1 << ~event), cost, Math::min);
              return;
            }
            boolean hit = (held & 1 << event) != 0;
            double now = hit ? cost : cost + costs.of(requests.bytes(event));
            int all = held | 1 << event;
            for (int kept = all; kept >= 0; kept = kept == 0 ? -1 : kept - 1 & all) {
              if (weight(requests, limit, kept) <= limit.amount()) {
                next.merge(kept, now, Math::min);
              }
            }
          });
      reached = next;
    }
    return reached.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static long weight(Requests requests, Limit limit, int held) {
    long sum = 0;
    for (int object = 0; object < requests.objects(); object++) {
      sum += (held & 1 << object) == 0 ? 0 : limit.weight(requests.bytes(object));
    }
    return sum;
  }
}
