package io.pindown.bench.trace.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.bench.trace.record.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
  private static final double ROUNDING = 1e-6;

  private static Requests ring() {
    return Requests.of(Synthetic.ring(100, 1 << 20, 100), Keying.CONTAINERS);
  }

  private static Requests hotAndScan() {
    return Requests.of(Synthetic.hotAndScan(1, 300, 30_000), Keying.CONTAINERS);
  }

  private static Requests chunks(Keying keying) {
    return Requests.of(Synthetic.chunks(1, 30, 10_000), keying);
  }

  record Given(Requests requests, Limit limit, CostModel costs) {
    Simulator simulator() {
      return new Simulator(requests, limit, costs);
    }

    double cost(String policy) {
      return simulator().run(Policies.all().get(policy)).cost();
    }

    @Override
    public String toString() {
      return requests.name() + ", " + limit + ", " + costs.name();
    }
  }

  static Stream<Given> given() {
    List<Given> all = new ArrayList<>();
    for (Requests requests : List.of(ring(), hotAndScan(), chunks(Keying.PAGES), chunks(Keying.CONTAINERS))) {
      for (Limit.Kind kind : Limit.Kind.values()) {
        for (double part : new double[] {0.1, 0.4}) {
          all.add(new Given(requests, Limit.of(requests, kind, part), CostModel.IO_URING));
          all.add(new Given(requests, Limit.of(requests, kind, part), CostModel.NIC));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("given")
  void noneBeatsTheBound(Given given) {
    BestPossible best = BestPossible.of(given.requests, given.limit, given.costs);
    assertThat(best.bound()).isPositive().isLessThanOrEqualTo(best.found() * (1 + ROUNDING));
    Policies.all().keySet().forEach(name -> assertThat(given.cost(name)).as(name).isGreaterThan(best.bound() * (1 - ROUNDING)));
    Policies.parts()
        .forEach((name, part) -> assertThat(given.simulator().run(part).cost()).as(name).isGreaterThan(best.bound() * (1 - ROUNDING)));
  }

  @ParameterizedTest
  @MethodSource("given")
  void theShippedOneIsHardlyEverWorseThanLru(Given given) {
    assertThat(given.cost(Policies.SHIPPED)).isLessThan(1.1 * given.cost(Policies.LRU));
  }

  @Test
  void aRingThatIsLargerThanTheCacheHitsWhereLruAndClockNeverDo() {
    Requests ring = ring();
    Given given = new Given(ring, Limit.of(ring, Limit.Kind.BYTES, 0.5), CostModel.IO_URING);
    assertThat(given.simulator().run(Policies.all().get(Policies.LRU)).hits()).isZero();
    assertThat(given.simulator().run(Policies.all().get(Policies.CLOCK)).hits()).isZero();
    assertThat(given.cost(Policies.SHIPPED)).isLessThan(0.75 * given.cost(Policies.LRU));
  }

  @Test
  void aScanLeavesTheHotOnesIn() {
    Requests scan = hotAndScan();
    Given given = new Given(scan, Limit.of(scan, Limit.Kind.BYTES, 0.1), CostModel.IO_URING);
    assertThat(given.cost(Policies.SHIPPED)).isLessThan(0.9 * given.cost(Policies.LRU));
  }

  @Test
  void costsAreWeighed() {
    Requests scan = hotAndScan();
    Given given = new Given(scan, Limit.of(scan, Limit.Kind.BYTES, 0.1), CostModel.NIC);
    assertThat(given.cost(Policies.SHIPPED)).isLessThan(0.8 * given.cost(Policies.LRU));
  }

  @Test
  void withRoomForAllEachIsRegisteredOnce() {
    Requests requests = chunks(Keying.PAGES);
    Limit all = Limit.of(requests, Limit.Kind.BYTES, 1);
    double once = 0;
    for (int i = 0; i < requests.objects(); i++) {
      once += CostModel.IO_URING.of(requests.bytes(i));
    }
    for (String name : Policies.all().keySet()) {
      assertThat(new Given(requests, all, CostModel.IO_URING).cost(name)).as(name).isCloseTo(once, within());
    }
    assertThat(BestPossible.of(requests, all, CostModel.IO_URING).bound()).isCloseTo(once, within());
  }

  private static Percentage within() {
    return Percentage.withPercentage(0.001);
  }

  @Test
  void whatIsLargerThanTheLimitIsRegisteredForEachUse() {
    Trace.Builder trace = new Trace.Builder("large");
    int large = trace.container(0, 1 << 20, false);
    for (int i = 0; i < 10; i++) {
      trace.access(large, 0, 1 << 20);
    }
    Requests requests = Requests.of(trace.build(), Keying.CONTAINERS);
    Limit limit = new Limit(Limit.Kind.BYTES, 1 << 19);
    Outcome outcome = new Simulator(requests, limit, CostModel.NIC).run(Policies.all().get(Policies.SHIPPED));
    assertThat(outcome).isEqualTo(new Outcome(10, 0, 10L << 20, 0, 10 * CostModel.NIC.of(1 << 20)));
    assertThat(BestPossible.of(requests, limit, CostModel.NIC).bound()).isEqualTo(outcome.cost());
  }
}
