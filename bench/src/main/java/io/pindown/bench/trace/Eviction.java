package io.pindown.bench.trace;

import io.pindown.bench.trace.record.Trace;
import io.pindown.bench.trace.record.Workload;
import io.pindown.bench.trace.sim.CostModel;
import io.pindown.bench.trace.sim.Keying;
import io.pindown.bench.trace.sim.Limit;
import io.pindown.bench.trace.sim.Policies;
import io.pindown.bench.trace.sim.Policy;
import io.pindown.bench.trace.sim.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Records what Netty, Lucene and others hand to sends, and compares what eviction policies would make of it: {@code java
 * -javaagent:pindown-agent.jar -cp pindown-bench.jar io.pindown.bench.trace.Eviction [all|parts [accesses [seed [FILE.csv]]]]}. With
 * {@code parts}, the shipped policy against itself with parts taken away. Prints tables; the file gets every case.
 */
public final class Eviction {
  private static final double[] PARTS = {0.05, 0.1, 0.25, 0.5};
  /** What holds fewer than so many leaves nothing to choose. */
  private static final int FEWEST = 2;

  private Eviction() {}

  public static void main(String[] args) throws IOException {
    Map<String, Policy.Factory> policies = args.length > 0 && args[0].equals("parts") ? Policies.parts() : Policies.all();
    int accesses = args.length > 1 ? Integer.parseInt(args[1]) : 40_000;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    List<Requests> traces = record(accesses, seed);
    Report.traces(traces);
    List<Case> cases = new ArrayList<>();
    for (CostModel costs : List.of(CostModel.IO_URING, CostModel.NIC)) {
      for (Limit.Kind kind : Limit.Kind.values()) {
        List<Case> some = new ArrayList<>();
        for (Requests requests : traces) {
          some.addAll(cases(requests, kind, costs, policies));
        }
        Report.costs(costs, kind, some);
        cases.addAll(some);
      }
    }
    Report.detail(cases.stream().filter(c -> c.costs() == CostModel.IO_URING && c.limit().kind() == Limit.Kind.BYTES).toList());
    if (args.length > 3) {
      Files.write(Path.of(args[3]), Report.csv(cases));
    }
  }

  private static List<Requests> record(int accesses, long seed) throws IOException {
    List<Workload> inContainers = new ArrayList<>(Catalog.netty());
    inContainers.add(Catalog.lucene());
    List<Requests> all = new ArrayList<>();
    for (Workload workload : inContainers) {
      Trace trace = workload.record(seed, accesses);
      all.add(Requests.of(trace, Keying.PAGES));
      all.add(Requests.of(trace, Keying.CONTAINERS));
    }
    for (Workload workload : Catalog.whole()) {
      all.add(Requests.of(workload.record(seed, accesses), Keying.CONTAINERS));
    }
    return all;
  }

  private static List<Case> cases(
      Requests requests, Limit.Kind kind, CostModel costs, Map<String, Policy.Factory> policies) {
    List<Case> cases = new ArrayList<>();
    for (double part : PARTS) {
      if (part * requests.footprint(Limit.Kind.ENTRIES) >= FEWEST) {
        cases.add(Case.run(requests, part, Limit.of(requests, kind, part), costs, policies));
      }
    }
    return cases;
  }
}
