package io.pindown.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model does the same each time, keeps to what it was given, and is monotone where the machine must be. */
class SimulationTest {
  private static final Costs COSTS = new Costs(4, 38, 107, 200, 0.6, 100, 180, 1500, 5000);
  private static final int POPULATION = 100_000;

  private final CostFile measured = measured();
  private final Scenarios scenarios = new Scenarios(Topology.LARGE, measured);

  private static CostFile measured() {
    CostFile file = new CostFile("test");
    Map.ofEntries(
            Map.entry("machine.atomic", COSTS.atomic()),
            Map.entry("machine.complex", COSTS.complex()),
            Map.entry("machine.hold", COSTS.hold()),
            Map.entry("machine.local", COSTS.local()),
            Map.entry("machine.unpark", COSTS.unpark()),
            Map.entry("machine.wake", COSTS.wake()),
            Map.entry("assumed.socket", COSTS.socket()),
            Map.entry("assumed.remote", COSTS.remote()),
            Map.entry("assumed.far", COSTS.far()),
            Map.entry("hit.1", 17.0),
            Map.entry("hit.1000", 18.0),
            Map.entry("hit." + POPULATION, 60.0),
            Map.entry("miss." + POPULATION, 500.0),
            Map.entry("indexAdd." + POPULATION, 100.0),
            Map.entry("eventOnWatch." + POPULATION, 150.0),
            Map.entry("allocateAndFree." + POPULATION, 50.0))
        .forEach(file::put);
    return file;
  }

  private Map<String, Supplier<Program>> programs() {
    return Map.of(
        "hit.1", () -> scenarios.hotRegion(64),
        "hit.1000", scenarios::thousandRegions,
        "hit." + POPULATION, () -> scenarios.manyRegions(POPULATION, false),
        "miss." + POPULATION, () -> scenarios.misses(POPULATION),
        "eventOnWatch." + POPULATION, () -> scenarios.eventsOnWatches(POPULATION, 1),
        "allocateAndFree." + POPULATION, () -> scenarios.largeBlocks(POPULATION, 8));
  }

  @Test
  void oneThreadTakesWhatItWasMeasuredToTake() {
    programs()
        .forEach(
            (key, program) ->
                assertThat(scenarios.run(program.get(), 1).nanosPerOperation())
                    .as(key)
                    .isCloseTo(measured.get(key), within(measured.get(key) * 0.02)));
  }

  @Test
  void theSameSeedGivesTheSame() {
    programs()
        .forEach(
            (key, program) -> {
              Outcome first = Simulation.run(Topology.LARGE, COSTS, program.get(), 32, 5);
              assertThat(Simulation.run(Topology.LARGE, COSTS, program.get(), 32, 5)).as(key).isEqualTo(first);
              assertThat(Simulation.run(Topology.LARGE, COSTS, program.get(), 32, 6).nanos()).as(key).isNotEqualTo(first.nanos());
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 32, 128})
  void moreStripesAreNeverSlowerForOneHotRegion(int threads) {
    List<Double> throughput = new ArrayList<>();
    for (int stripes : new int[] {0, 1, 2, 4, 8, 16, 32, 64, 128}) {
      throughput.add(scenarios.run(scenarios.hotRegion(stripes), threads).millionsPerSecond());
    }
    for (int i = 1; i < throughput.size(); i++) {
      assertThat(throughput.get(i)).as("of %s", throughput).isGreaterThanOrEqualTo(throughput.get(i - 1) * 0.99);
    }
  }

  @Test
  void aStripeForEachThreadScalesAsThreadsDo() {
    double one = scenarios.run(scenarios.hotRegion(128), 1).millionsPerSecond();
    assertThat(scenarios.run(scenarios.hotRegion(128), 128).millionsPerSecond()).isCloseTo(one * 128, within(one * 3));
  }

  @Test
  void aLineThatAllWriteServesNoMoreThanOneAtATime() {
    Costs never = COSTS.withHold(0);
    Line line = new Line(Topology.LARGE, never);
    Outcome outcome = Simulation.run(Topology.LARGE, never, (thread, random) -> List.of(new Step.Write(line)), 128, 1);
    assertThat(outcome.millionsPerSecond()).isLessThan(1000 / COSTS.complex());
    assertThat(line.transfers()).isGreaterThanOrEqualTo(outcome.operations());
  }

  @Test
  void distanceCosts() {
    Program near = scenarios.hotRegion(1);
    Program far = new Scenarios(new Topology(2, 1, 1), measured).hotRegion(1);
    assertThat(Simulation.run(new Topology(2, 1, 1), COSTS, far, 2, 1).nanosPerOperation())
        .isGreaterThan(Simulation.run(Topology.LARGE, COSTS, near, 2, 1).nanosPerOperation());
  }

  @Test
  void aLockAdmitsOneAndLosesNobody() {
    Mutex mutex = new Mutex(new Line(Topology.LARGE, COSTS));
    Program program = (thread, random) -> List.of(new Step.Enter(mutex), new Step.Work(100), new Step.Leave(mutex));
    for (int threads : new int[] {1, 2, 3, 128}) {
      Outcome outcome = Simulation.run(Topology.LARGE, COSTS, program, threads, 1);
      assertThat(outcome.operations()).isEqualTo(threads * 1000L);
      assertThat(outcome.millionsPerSecond()).isLessThan(10);
    }
  }

  @Test
  void badArgumentsAreRefused(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> new Topology(0, 1, 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0 sockets");
    assertThatThrownBy(() -> scenarios.run(scenarios.hotRegion(1), 129)).hasMessageContaining("129 threads: must be 1 to 128");
    assertThatThrownBy(() -> scenarios.run(scenarios.hotRegion(1), 0)).hasMessageContaining("0 threads: must be 1 to 128");
    assertThatThrownBy(() -> scenarios.run(scenarios.largeBlocksBesideMisses(POPULATION, 2), 1)).hasMessageContaining("none of 1 threads");
    assertThatThrownBy(() -> COSTS.withHold(1)).hasMessageContaining("hold 1.0 is not in 0 <= hold < 1");
    assertThatThrownBy(() -> new Costs(-1, 1, 1, 1, 0, 1, 1, 1, 1)).hasMessageContaining("atomic -1.0 ns");
    assertThatThrownBy(() -> new Step.Work(-1)).hasMessageContaining("work of -1.0 ns");
    assertThatThrownBy(() -> measured.get("hit.7")).hasMessageContaining("test has no hit.7");
    Path file = Files.writeString(folder.resolve("costs"), "hit.1=fast\n");
    assertThatThrownBy(() -> CostFile.read(file)).hasMessageContaining("hit.1 is \"fast\"");
    Path costs = Files.writeString(folder.resolve("more"), "hit.1=17\n");
    assertThat(CostFile.read(new String[] {costs.toString(), "hit.1=18"}).get("hit.1")).isEqualTo(18);
    assertThatThrownBy(() -> CostFile.read(new String[] {costs.toString(), "hit.2=18"})).hasMessageContaining("\"hit.2=18\": must be");
    assertThatThrownBy(() -> Predictions.main(new String[0])).hasMessageContaining("usage");
    assertThatThrownBy(() -> TwoThreads.main(new String[0])).hasMessageContaining("usage");
    assertThatThrownBy(() -> OneThread.main(new String[] {"file", "7"})).hasMessageContaining("7 registrations: must be 62000 or more");
  }
}
