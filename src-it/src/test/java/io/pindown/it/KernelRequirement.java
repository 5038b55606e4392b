package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.coverage.Omission;
import io.pindown.it.jvm.JvmResult;
import org.junit.jupiter.api.Assumptions;

/** Skips a test, with what the agent says, where the kernel has no userfaultfd for us; fails it where {@code -Dit.require=userfaultfd}. */
final class KernelRequirement {
  /** How the agent's line begins. */
  static final String NONE = "pindown: there is no kernel monitor, the hooks go on alone: ";

  private KernelRequirement() {}

  /** {@code paths} are those of docs/coverage.md that are not known then. */
  static void check(JvmResult result, String... paths) {
    if (!result.stderr().contains(NONE)) {
      return;
    }
    System.out.println("SKIPPED for want of a kernel monitor: " + result.stderr().lines().filter(line -> line.startsWith(NONE)).findFirst().orElse(""));
    assertThat(System.getProperty("it.require", "")).as(result.stderr()).doesNotContain("userfaultfd");
    for (String path : paths) {
      new Omission(path, "no userfaultfd").record();
    }
    Assumptions.abort(result.stderr());
  }
}
