package io.pindown.bench.trace.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.bench.trace.record.Trace;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound against the best possible, where that can be found by trying everything. */
class BoundTest {
  private static final double ROUNDING = 1e-6;

  private static Requests few(int seed) {
    Random random = new Random(seed);
    Trace.Builder trace = new Trace.Builder("few");
    int[] containers = new int[6];
    long[] bytes = new long[6];
    int made = 0;
    for (int i = 0; i < 6; i++) {
      bytes[i] = 4096L << random.nextInt(6);
      containers[i] = trace.container(0, bytes[i], false);
      made++;
    }
    for (int i = 0; i < 60; i++) {
      int some = random.nextInt(6);
      if (random.nextInt(15) == 0 && made < 10) {
        trace.end(containers[some]);
        containers[some] = trace.container(0, bytes[some], false);
        made++;
      }
      trace.access(containers[some], 0, bytes[some]);
    }
    return Requests.of(trace.build(), Keying.CONTAINERS);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "3, 3", "4, 3", "5, 4", "6, 4", "7, 5", "8, 1"})
  void aLimitOnRegistrationsIsMetAlmostExactly(int seed, int entries) {
    Requests requests = few(seed);
    for (CostModel costs : new CostModel[] {CostModel.IO_URING, CostModel.NIC}) {
      Limit limit = new Limit(Limit.Kind.ENTRIES, entries);
      double best = Exhaustive.leastCost(requests, limit, costs);
      BestPossible found = BestPossible.of(requests, limit, costs);
      assertThat(found.bound()).isBetween(0.97 * best, best * (1 + ROUNDING));
      assertThat(found.found()).isBetween(best * (1 - ROUNDING), 1.05 * best);
      nobodyIsBelow(best, requests, limit, costs);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 20", "2, 40", "3, 60", "4, 80", "5, 30", "6, 33"})
  void aLimitOnBytesIsBounded(int seed, int pages) {
    Requests requests = few(seed);
    for (CostModel costs : new CostModel[] {CostModel.IO_URING, CostModel.NIC}) {
      Limit limit = new Limit(Limit.Kind.BYTES, pages * 4096L);
      double best = Exhaustive.leastCost(requests, limit, costs);
      BestPossible found = BestPossible.of(requests, limit, costs);
      // holding parts is worth much where one registration takes nearly all
      assertThat(found.bound()).isBetween(0.5 * best, best * (1 + ROUNDING));
      assertThat(found.found()).isBetween(best * (1 - ROUNDING), 1.3 * best);
      nobodyIsBelow(best, requests, limit, costs);
    }
  }

  private static void nobodyIsBelow(double best, Requests requests, Limit limit, CostModel costs) {
    Simulator simulator = new Simulator(requests, limit, costs);
    Policies.all().forEach((name, policy) -> assertThat(simulator.run(policy).cost()).as(name).isGreaterThanOrEqualTo(best * (1 - ROUNDING)));
  }
}
