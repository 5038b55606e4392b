package io.pindown.lincheck;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How Lincheck runs here: scenarios of two threads, each in many interleavings (model checking) or many times (stress). Those drawn at
 * random are the same ones in each run. {@code -Dpindown.lincheck.scale=20} takes that many times as many interleavings and draws that
 * many times as many scenarios.
 */
final class LincheckRun {
  private static final int SCALE = Integer.getInteger("pindown.lincheck.scale", 1);
  private static final int PER_THREAD = 3;

  private final Class<?> operations;
  private final Class<? extends IntervalSpecification<?>> specification;

  LincheckRun(Class<?> operations, Class<? extends IntervalSpecification<?>> specification) {
    this.operations = operations;
    this.specification = specification;
  }

  /** Model checking of these scenarios, see {@link Scenario}. */
  void modelCheck(List<String> scenarios, int interleavings) {
    ModelCheckingOptions options = modelChecking();
    scenarios.forEach(s -> options.addCustomScenario(Scenario.of(operations, s)));
    check(options, 0, interleavings * SCALE);
  }

  /** Model checking of scenarios drawn at random. */
  void modelCheck(int scenarios, int interleavings) {
    check(modelChecking(), scenarios * SCALE, interleavings);
  }

  void stress(int scenarios, int times) {
    check(new StressOptions(), scenarios * SCALE, times);
  }

  /** The operations have a known fault, which model checking of these scenarios must find. */
  void mustBeFoundOut(List<String> scenarios, int interleavings) {
    assertThatExceptionOfType(LincheckAssertionError.class)
        .as("the fault of %s goes undetected", operations.getSimpleName())
        .isThrownBy(() -> modelCheck(scenarios, interleavings));
  }

  /**
   * Lincheck looks at no interleavings of what only reports: the log, the JFR events, the counts of events. Nothing that hashes objects
   * by identity may be left out, since those hashes are not the same ones inside and outside.
   */
  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        // the loops over the places of change windows are longer than what Lincheck takes for a livelock
        .loopBound(1_000)
        .loopIterationsBeforeThreadSwitch(200)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(
                    "io.pindown.cache.CacheLog",
                    "io.pindown.cache.CacheEvents",
                    "io.pindown.cache.CacheEvents$Recorded",
                    "io.pindown.cache.CacheOptions",
                    "io.pindown.cache.OpenCaches",
                    "io.pindown.cache.Tally",
                    "io.pindown.registry.EventCounters")
                .allMethods()
                .ignore());
  }

  private void check(Options<?, ?> options, int scenarios, int each) {
    options.iterations(scenarios);
    options.invocationsPerIteration(each);
    options.actorsBefore(2);
    options.actorsPerThread(PER_THREAD);
    options.actorsAfter(1);
    options.minimizeFailedScenario(false);
    options.verifier(IntervalVerifier.class);
    options.sequentialSpecification(specification);
    options.check(operations);
  }
}
