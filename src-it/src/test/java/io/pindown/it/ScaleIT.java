package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.ScaleApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand containers change each second under 64 registries, and then under 64 caches, with a hundred thousand watches: each change
 * is reported once to each that watches, and the heap does not grow with the changes. A million by hand: see the README.
 */
class ScaleIT {
  private static final Jdk JDK = Jdk.preferred(25);
  private static final int ENTRIES = Integer.getInteger("it.scale.entries", 102_400);
  private static final int SECONDS = Integer.getInteger("it.scale.seconds", 3);
  private static final int USERS = 64;
  private static final int PER_SECOND = 10_000;
  /** What the JVM's own and the harness's classes may add meanwhile, and what a hundred thousand live entries may vary by. */
  private static final long MOST_GROWTH = (2L << 20) + ENTRIES * 8L;

  @Test
  void eachChangeIsReportedOnceToEach() {
    String seed = System.getProperty("it.soak.seed", Long.toString(System.nanoTime()));
    Map<String, String> artefact = run(Programs.withAgent(JDK, "scale/agent", ""), seed);
    long changes = (long) SECONDS * PER_SECOND;
    for (String part : new String[] {"watches", "caches"}) {
      System.out.println("scale, " + JDK + ", " + part + ", seed " + seed + ": live " + artefact.get(part + "/live") + ", " + changes
          + " changes in " + artefact.get(part + "/elapsed-ms") + " ms, heap " + artefact.get(part + "/heap") + ", growth "
          + artefact.get(part + "/heap-growth"));
      assertThat(number(artefact, part + "/changes")).isEqualTo(changes);
      assertThat(number(artefact, part + "/elapsed-ms")).as("a fifth of the pace at least").isLessThan(SECONDS * 5_000L);
      assertThat(number(artefact, part + "/heap-growth")).isLessThan(MOST_GROWTH);
    }
    assertThat(number(artefact, "watches/live")).isGreaterThanOrEqualTo(ENTRIES);
    assertThat(number(artefact, "watches/expected")).isEqualTo(changes * 4);
    assertThat(number(artefact, "watches/reported")).isEqualTo(changes * 4);
    assertThat(artefact).containsEntry("watches/registries", "64").containsEntry("watches/wrong-places", "0")
        .containsEntry("watches/left", "0").containsEntry("watches/unsettled-registries", "0")
        .containsEntry("watches/live-after-close", "0");
    cachesAreExact(artefact, changes);
  }

  private static void cachesAreExact(Map<String, String> artefact, long changes) {
    assertThat(artefact).containsEntry("caches/count", "64").containsEntry("caches/stale", "0").containsEntry("caches/broken", "[]")
        .containsEntry("caches/in-use", "0").containsEntry("caches/pinned", "0");
    assertThat(artefact.get("caches/invalidations")).isEqualTo(artefact.get("caches/expected"));
    assertThat(artefact.get("caches/registrations")).isEqualTo(artefact.get("caches/deregistrations"));
    // what the registry had no room to record is not cached, which is right, but it must be rare
    System.out.println("scale, " + JDK + ": containers not recorded " + artefact.get("dropped-containers") + ", uses without a cached "
        + "registration " + artefact.get("caches/uncached-uses"));
    assertThat(number(artefact, "caches/uncached-uses")).isLessThan((ENTRIES + changes * 4) / 1_000);
    assertThat(number(artefact, "caches/live")).isGreaterThan(ENTRIES - ENTRIES / 1_000);
  }

  /** So that the other can fail: nobody tells the registries of anything. */
  @Test
  void withoutTheAgentNothingIsReported() {
    JvmResult result = builder(Programs.withoutAgent(JDK, "scale/no-agent")).main(ScaleApp.class.getName(), "400", "64", "1", "1", "1").run(
        Programs.LIMIT);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.artefact().get("failure")).contains("watches of container");
  }

  private static Map<String, String> run(JvmBuilder builder, String seed) {
    JvmResult result = builder(builder)
        .main(ScaleApp.class.getName(), Integer.toString(ENTRIES), Integer.toString(USERS), Integer.toString(SECONDS), seed, "20")
        .run(Duration.ofSeconds(SECONDS * 6L).plus(Programs.LIMIT));
    assertThat(result.artefact()).as(result.toString()).doesNotContainKey("failure");
    return result.expectExit(0).artefact();
  }

  private static JvmBuilder builder(JvmBuilder builder) {
    return builder.optimizing().flags("-Xmx" + (256 + ENTRIES / 250) + "m");
  }

  private static long number(Map<String, String> artefact, String key) {
    assertThat(artefact).containsKey(key);
    return Long.parseLong(artefact.get(key));
  }
}
