package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random threads against one cache, over io_uring, for a few seconds: no byte is stale. The C library is told to give every block from
 * 128 KiB on a mapping of its own, so that a block that is freed and allocated again is another one.
 */
class StormIT {
  private static final String MAIN = "io.pindown.it.wire.StormApp";
  private static final String SECONDS = System.getProperty("it.storm.seconds", "6");

  static Stream<Jdk> since22() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void theCacheIsNeverStale(Jdk jdk) {
    check(run(Programs.withAgent(jdk, "storm/leased", ""), "leased"));
  }

  @ParameterizedTest
  @MethodSource("since22")
  void theProgramThatRegistersForEachSendIsNeverStaleUnderTheAgent(Jdk jdk) {
    check(run(Programs.withAgent(jdk, "storm/per-send", ""), "per-send"));
  }

  /** With the kernel asked, too: what the C library keeps when it is freed stays registered. */
  @ParameterizedTest
  @MethodSource("since22")
  void norIsItWhenRegistrationsOutliveTheirBlocks(Jdk jdk) {
    // not that nothing changed in use: the kernel's event of an unmapping may come when the address is another thread's already, and leased
    neverStale(run(Programs.withAgent(jdk, "storm/exact", "on-free=exact"), "per-send"));
  }

  @ParameterizedTest
  @MethodSource("since22")
  void aBlindCacheIs(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withoutAgent(jdk, "storm/blind"), "blind");
    assertThat(Long.parseLong(artefact.get("wrong"))).as("wrong of " + artefact.get("messages")).isPositive();
  }

  private static void check(Map<String, String> artefact) {
    assertThat(artefact).containsEntry("in-use-invalidations", "0");
    neverStale(artefact);
  }

  private static void neverStale(Map<String, String> artefact) {
    assertThat(artefact).containsEntry("wrong", "0");
    assertThat(Long.parseLong(artefact.get("messages"))).isGreaterThan(1_000);
    assertThat(Long.parseLong(artefact.get("hits"))).as("hits").isPositive();
    assertThat(Long.parseLong(artefact.get("invalidations"))).as("invalidations").isPositive();
  }

  private static Map<String, String> run(JvmBuilder builder, String way) {
    builder.environment("MALLOC_MMAP_THRESHOLD_", "131072");
    String seed = System.getProperty("it.storm.seed", Long.toString(System.nanoTime()));
    System.out.println("storm " + way + ", " + SECONDS + " s, seed " + seed);
    Map<String, String> artefact = Programs.withNic(builder).optimizing().main(MAIN, way, SECONDS, seed).run(Programs.LIMIT).expectExit(0).artefact();
    UringRequirement.check(artefact);
    return artefact;
  }
}
