package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.VirtualLeasesApp;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Leases taken in one virtual thread and released in another, or on another carrier: the account is exact, and no code of Pindown keeps a
 * carrier waiting.
 */
class VirtualLeasesIT {
  private static final int THREADS = 10_000;
  private static final int ROUNDS = 4;

  static Stream<Jdk> since21() {
    return Jdk.since(21).stream();
  }

  @ParameterizedTest
  @MethodSource("since21")
  void leasesMoveBetweenThreadsAndCarriers(Jdk jdk) {
    String seed = System.getProperty("it.soak.seed", Long.toString(System.nanoTime()));
    JvmResult result = Programs.withAgent(jdk, "threads/virtual-leases", "")
        .optimizing()
        .flags("-Djdk.virtualThreadScheduler.parallelism=4")
        .main(VirtualLeasesApp.class.getName(), Integer.toString(THREADS), seed)
        .run(Programs.LIMIT);
    Map<String, String> artefact = result.artefact();
    assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
    result.expectExit(0);
    System.out.println("virtual leases, " + jdk + ", seed " + seed + ": released by others " + artefact.get("by-others")
        + ", on other carriers " + artefact.get("on-other-carriers") + ", blocks replaced " + artefact.get("replaced")
        + ", pinnings " + artefact.get("pinned/all"));
    String all = Integer.toString(THREADS * ROUNDS);
    assertThat(artefact).containsEntry("leases", all).containsEntry("releases", all);
    for (String moved : new String[] {"by-others", "on-other-carriers", "replaced"}) {
      assertThat(Long.parseLong(artefact.get(moved))).as(moved).isPositive();
    }
    long acquires = 0;
    for (int i = 0; i < 4; i++) {
      String cache = "cache-" + i + "/";
      assertThat(artefact.get(cache + "broken")).as("what does not add up").isEmpty();
      assertThat(artefact.get(cache + "registrations")).isEqualTo(artefact.get(cache + "deregistrations"));
      assertThat(artefact).containsEntry(cache + "in-use-invalidations", "0").containsEntry(cache + "refused", "0");
      acquires += Long.parseLong(artefact.get(cache + "hits")) + Long.parseLong(artefact.get(cache + "misses"));
    }
    assertThat(acquires).isEqualTo((long) THREADS * ROUNDS);
    assertThat(artefact).containsEntry("pinned", "0");
    assertThat(artefact).as("the recorder sees a pinning").containsEntry("pinned/on-purpose", "1");
    assertThat(artefact).as(artefact.get("pinned/first")).containsEntry("pinned/by-pindown", "0");
  }
}
