package io.pindown.bench.trace;

import io.pindown.bench.trace.sim.CostModel;
import io.pindown.bench.trace.sim.Limit;
import io.pindown.bench.trace.sim.Outcome;
import io.pindown.bench.trace.sim.Policies;
import io.pindown.bench.trace.sim.Requests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cases as Markdown tables, and as comma-separated values. */
final class Report {
  private static final double MIB = 1 << 20;
  private static final double MICROSECOND = 1000;

  private Report() {}

  static void traces(List<Requests> traces) {
    System.out.println("\n| trace, registered as | registrations of a cache without a limit | most at once | MiB at once |\n|---|---|---|---|");
    for (Requests r : traces) {
      print("| %s | %,d | %,d | %,.0f |", r.name(), r.objects(), r.footprint(Limit.Kind.ENTRIES), r.footprint(Limit.Kind.BYTES) / MIB);
    }
  }

  /** For each trace the geometric mean over the limits of what the registrations cost, for the best found; and how good the bound is. */
  static void costs(CostModel costs, Limit.Kind kind, List<Case> cases) {
    List<String> policies = List.copyOf(cases.get(0).outcomes().keySet());
    System.out.printf("%nCosts of %s, limit on %s%n%n", costs.name(), kind == Limit.Kind.BYTES ? "bytes" : "registrations");
    System.out.println("| trace | bound | " + String.join(" | ", policies) + " |\n|---|---|" + "---|".repeat(policies.size()));
    Map<String, List<Case>> byTrace = cases.stream().collect(Collectors.groupingBy(Case::trace, LinkedHashMap::new, Collectors.toList()));
    byTrace.forEach((trace, some) -> row(trace, some, policies));
    row("all", cases, policies);
    StringBuilder worst = new StringBuilder("| worst case | |");
    for (String policy : policies) {
      worst.append(number(cases.stream().mapToDouble(c -> c.relative(policy)).max().orElse(Double.NaN)));
    }
    System.out.println(worst);
  }

  private static void row(String name, List<Case> cases, List<String> policies) {
    StringBuilder row = new StringBuilder("| " + name + " |").append(number(mean(cases, c -> c.best().bound() / c.best().found())));
    for (String policy : policies) {
      row.append(number(mean(cases, c -> c.relative(policy))));
    }
    System.out.println(row);
  }

  private static double mean(List<Case> cases, ToDoubleFunction<Case> value) {
    return Math.exp(cases.stream().mapToDouble(c -> Math.log(value.applyAsDouble(c))).average().orElse(Double.NaN));
  }

  /** Hit ratios and costs of some policies in each case. */
  static void detail(List<Case> cases) {
    List<String> policies = Stream.of(Policies.LRU, Policies.CLOCK, Policies.SHIPPED).filter(cases.get(0).outcomes()::containsKey).toList();
    System.out.println("\nHit ratio, byte hit ratio, and microseconds of registering\n");
    System.out.println("| trace | limit | bound, µs | best found, µs | " + String.join(" | ", policies) + " |\n|---|---|---|---|" + "---|".repeat(policies.size()));
    for (Case c : cases) {
      StringBuilder row = new StringBuilder();
      for (String policy : policies) {
        Outcome o = c.outcomes().get(policy);
        row.append(String.format(Locale.ROOT, " %.3f, %.3f, %,.0f |", o.hitRatio(), o.byteHitRatio(), o.cost() / MICROSECOND));
      }
      print(
          "| %s | %.0f %% | %,.0f | %,.0f |%s",
          c.trace(), 100 * c.part(), c.best().bound() / MICROSECOND, c.best().found() / MICROSECOND, row);
    }
  }

  static List<String> csv(List<Case> cases) {
    List<String> lines = new ArrayList<>();
    lines.add("costs,limit,part,amount,trace,policy,bound_ns,best_found_ns,cost_ns,hit_ratio,byte_hit_ratio");
    for (Case c : cases) {
      c.outcomes()
          .forEach(
              (policy, o) ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "%s,%s,%.2f,%d,\"%s\",%s,%.0f,%.0f,%.0f,%.5f,%.5f",
                          c.costs().name(),
                          c.limit().kind(),
                          c.part(),
                          c.limit().amount(),
                          c.trace(),
                          policy,
                          c.best().bound(),
                          c.best().found(),
                          o.cost(),
                          o.hitRatio(),
                          o.byteHitRatio())));
    }
    return lines;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, " %.2f |", value);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
