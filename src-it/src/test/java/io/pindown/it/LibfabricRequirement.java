package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Whether the program found libfabric and the provider; where not, the test is skipped with the cause, or fails under {@code -Dit.require=libfabric}. */
final class LibfabricRequirement {
  private LibfabricRequirement() {}

  static void check(Map<String, String> artefact) {
    boolean available = "true".equals(artefact.get("available"));
    if (!available) {
      System.out.println("SKIPPED, nothing goes over libfabric: " + artefact.get("cause"));
      assertThat(System.getProperty("it.require", "")).as("-Dit.require: " + artefact.get("cause")).doesNotContain("libfabric");
    }
    Assumptions.assumeTrue(available, artefact.get("cause"));
  }
}
