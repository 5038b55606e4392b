package io.pindown.lincheck;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry keeps {@link RegistrySpecification} in every interleaving that was tried. */
class RegistryLincheckTest {
  private static final List<String> SCENARIOS =
      List.of(
          "block(); drain(1) drain(1) | drain(2); isQuiet()",
          "; block() isQuiet() | drain(2) isQuiet() isClean(0); drain(2) isQuiet()",
          "; block() generation() | generation() drain(2) generation(); isQuiet()",
          "; block() mapping() | unwatch(1) drain(2); drain(2)",
          "watch(); change() | mapping() drain(2) isQuiet(); drain(2) isQuiet()",
          "; change() | watch() changing() isClean(2); isClean(2)",
          "; mapping() | watch() isClean(2) drain(2); isClean(2) drain(2)",
          "block() drain(2); rearm(0) rearm(1) | block() drain(2); isClean(0) isClean(1)",
          "block() drain(2); rearm(0) | drain(1) unwatch(1); isClean(0)",
          "block() drain(2); rearm(0) | rearm(0); isClean(0)",
          "block() drain(2); rearm(0) | unwatch(0); isClean(0)",
          "block() drain(2); rearm(0) | close(); isClean(0)",
          "block(); close() | drain(1) drain(1); isQuiet()",
          "block(); close() | watch() unwatch(1); isClean(2)",
          "; watch() isQuiet() | close() change(); isQuiet()");

  private static LincheckRun run(Class<?> operations) {
    return new LincheckRun(operations, RegistrySpecification.class);
  }

  @Test
  void modelChecking() {
    run(RegistryOperations.class).modelCheck(SCENARIOS, 120);
  }

  @Test
  void modelCheckingAtRandom() {
    run(RegistryOperations.class).modelCheck(10, 60);
  }

  @Test
  void stress() {
    run(RegistryOperations.class).stress(20, 500);
  }

  @Test
  void theSmallestRegistryKeepsItToo() {
    run(SmallRegistry.class).modelCheck(SCENARIOS, 100);
  }

  @ParameterizedTest
  @ValueSource(classes = {SmallRegistry.ReadsThenClears.class, SmallRegistry.RemembersLater.class, SmallRegistry.MovesFirst.class})
  void aFaultIsFoundOut(Class<?> twin) {
    run(twin).mustBeFoundOut(SCENARIOS, 100);
  }
}
