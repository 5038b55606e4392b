package io.pindown.agent.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each allocation of the cache and the registry fails once, one in each run of a scenario: nothing stale, no lease that cannot be given back, nothing left
 * registered or watched, whichever it was.
 */
class AllocationFaultsTest {
  @Test
  @Timeout(120)
  void eachAllocationMayFail() throws ReflectiveOperationException {
    Class<?> scenario = new FaultyLoader().loadClass(Scenario.class.getName());
    int[] fault = {0, 0};
    run(scenario, fault);
    int all = fault[1];
    assertThat(all).as("allocations when none fails").isGreaterThan(200);
    List<String> failures = new ArrayList<>();
    int failed = 0;
    for (int n = 1; n <= all; n++) {
      fault[0] = n;
      try {
        run(scenario, fault);
      } catch (Throwable e) {
        failures.add(n + " " + Faults.where() + ": " + e);
      }
      failed += Faults.where() == null ? 0 : 1;
    }
    assertThat(failures).isEmpty();
    assertThat(failed).as("allocations that failed").isGreaterThan(all * 9 / 10);
  }

  @SuppressWarnings("unchecked") // the scenario's class is another one in that loader, and so is known by what it implements
  private static void run(Class<?> scenario, int[] fault) throws ReflectiveOperationException {
    ((Consumer<int[]>) scenario.getConstructor().newInstance()).accept(fault);
  }
}
