package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.coverage.Omission;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Whether the program found an io_uring; where not, the test is skipped with the cause, or fails under {@code -Dit.require=uring}. */
final class UringRequirement {
  private UringRequirement() {}

  static void check(Map<String, String> artefact) {
    check(artefact, null);
  }

  /** {@code paths} are those of docs/coverage.md that are not known then: one, or all that begin so with {@code *} at the end. */
  static void check(Map<String, String> artefact, String paths) {
    boolean available = "true".equals(artefact.get("available"));
    if (!available) {
      System.out.println("nothing is sent end to end: " + artefact.get("cause"));
      assertThat(System.getProperty("it.require", "")).as("-Dit.require: " + artefact.get("cause")).doesNotContain("uring");
    }
    if (!available && paths != null) {
      new Omission(paths, artefact.get("cause")).record();
    }
    Assumptions.assumeTrue(available, artefact.get("cause"));
  }
}
