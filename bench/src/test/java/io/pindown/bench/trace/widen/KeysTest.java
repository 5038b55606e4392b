package io.pindown.bench.trace.widen;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.bench.trace.record.Trace;
import io.pindown.bench.trace.sim.Synthetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final long PAGE = 4096;
  private static final int BASE_IN_PAGE = 16;

  /** A block of four pages, 16 bytes into a page: two slices of its first page, the first again, one across pages, all of it; twice. */
  private static Trace trace() {
    Trace.Builder trace = new Trace.Builder("by hand");
    for (int i = 0; i < 2; i++) {
      int block = trace.container(BASE_IN_PAGE, 4 * PAGE, false);
      trace.access(block, 0, 100);
      trace.access(block, 100, 100);
      trace.access(block, 0, 100);
      trace.access(block, PAGE - 200, 400);
      trace.access(block, 0, 4 * PAGE);
      trace.access(block, PAGE, 1);
      trace.end(block);
    }
    return trace.build();
  }

  @Test
  void exactKeysFindTheSameRangeOnly() {
    assertThat(ExactKeys.run(trace())).isEqualTo(new Result(12, 2, 10, (1 + 1 + 2 + 5 + 1) * PAGE));
  }

  @Test
  void pagesFindWhatTheyContain() {
    Result expected = new Result(12, 6, 6, (1 + 2 + 5) * PAGE);
    assertThat(Containment.run(trace(), 0)).isEqualTo(expected);
    doesTheSame(RealCache.run(trace(), 0), expected);
  }

  @Test
  void containersFindEverythingUntilTheyEnd() {
    Result expected = new Result(12, 10, 2, 5 * PAGE);
    assertThat(Containment.run(trace(), 4 * PAGE)).isEqualTo(expected);
    doesTheSame(RealCache.run(trace(), 4 * PAGE), expected);
    assertThat(Containment.run(trace(), 4 * PAGE - 1)).as("too large to widen to").isEqualTo(Containment.run(trace(), 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20, 4 << 20})
  void theCacheDoesWhatTheSimulationDoes(long widenLimit) {
    for (int seed = 1; seed <= 5; seed++) {
      Trace trace = Synthetic.chunks(seed, 10, 3000);
      doesTheSame(RealCache.run(trace, widenLimit), Containment.run(trace, widenLimit));
    }
  }

  private static void doesTheSame(Result real, Result simulated) {
    assertThat(real.accesses()).isEqualTo(simulated.accesses());
    assertThat(real.hits()).isEqualTo(simulated.hits()).isPositive();
    assertThat(real.registrations()).isEqualTo(simulated.registrations());
    assertThat(real.pinned()).as("what the cache's own thread takes off later counts until then").isGreaterThanOrEqualTo(simulated.pinned());
  }
}
