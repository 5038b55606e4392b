package io.pindown.demo.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LockableTest {
  private static final List<String> USER = List.of("Name:\tjava", "CapEff:\t0000000000000000");
  private static final List<String> ROOT = List.of("Name:\tjava", "CapEff:\t000001ffffffffff");
  private static final List<String> LIMIT = List.of(
      "Limit                     Soft Limit           Hard Limit           Units     ",
      "Max locked memory         8388608              8388608              bytes     ");
  private static final long NEEDED = 120L << 20;

  @Test
  void anOrdinaryUserWithTheUsualLimitCannot() {
    assertThat(Lockable.objection(NEEDED, USER, LIMIT).orElseThrow())
        .contains("8 MiB", "120 MiB", "RLIMIT_MEMLOCK", "ulimit -l 122880");
  }

  @Test
  void theCapabilityOrAHigherLimitOrNoneAllowsIt() {
    assertThat(Lockable.objection(NEEDED, ROOT, LIMIT)).isEmpty();
    assertThat(Lockable.objection(NEEDED, USER, List.of("Max locked memory  268435456  268435456  bytes"))).isEmpty();
    assertThat(Lockable.objection(NEEDED, USER, List.of("Max locked memory  unlimited  unlimited  bytes"))).isEmpty();
    assertThat(Lockable.objection(4096, USER, LIMIT)).isEmpty();
  }
}
