package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory freed under a lease: the application's fault, counted and said, and nobody gets the wrong bytes by it. */
class InUseIT {
  static Stream<Jdk> since22() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void theRegistrationLeavesTheCacheAtOnceAndStaysUntilItsRelease(Jdk jdk) {
    JvmResult result =
        Programs.withNic(Programs.withAgent(jdk, "in-use", "")).main("io.pindown.it.wire.InUseApp").run(Programs.LIMIT).expectExit(0);
    UringRequirement.check(result.artefact());
    assertThat(result.artefact()).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("available", "true"),
        Map.entry("cause", ""),
        Map.entry("held-valid", "false"),
        Map.entry("held-open", "true"),
        Map.entry("same-address", "true"),
        Map.entry("same-region", "false"),
        Map.entry("arrived-new", "true"),
        Map.entry("held-sends-old", "true"),
        Map.entry("in-use-invalidations", "1"),
        Map.entry("live", "0")));
    assertThat(result.stderr()).contains("was freed or remapped while 1 leases were out");
  }
}
