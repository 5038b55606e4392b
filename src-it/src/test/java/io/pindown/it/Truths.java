package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import java.util.Map;

/** By what a soak told right from wrong: said in any case, and under {@code -Dit.require=uring} io_uring or a failure where it can be. */
final class Truths {
  private Truths() {}

  static void check(Jdk jdk, Map<String, String> artefact) {
    String truth = artefact.get("truth");
    if (!truth.contains("io_uring")) {
      System.out.println(jdk + " sends nothing over io_uring: " + artefact.get("why-no-nic"));
      if (jdk.feature() >= 21) {
        assertThat(System.getProperty("it.require", "")).as("-Dit.require: " + artefact.get("why-no-nic")).doesNotContain("uring");
      }
    }
  }
}
