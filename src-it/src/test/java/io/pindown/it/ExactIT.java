package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code on-free=exact} on programs without a pool, over io_uring: a registration serves the next block at its place, and no byte is stale,
 * whether the C library keeps what is freed, gives it a mapping of its own, or trims at each free.
 */
class ExactIT {
  private static final String MAIN = "io.pindown.it.wire.UnpooledApp";
  private static final String SIZES = "65536";
  private static final String MIXED = "4096+65536+300000+1048576";
  private static final String MESSAGES = System.getProperty("it.exact.messages", "4000");
  private static final String EXACT = "on-free=exact";

  static Stream<Jdk> since22() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void blocksOfOneSizeAreServedAgain(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/one-size", EXACT), SIZES);
    assertThat(count(artefact, "Revived")).as("revived of %s", artefact).isGreaterThan(count(artefact, "messages") / 2);
  }

  @ParameterizedTest
  @MethodSource("since22")
  void blocksOfManySizesAreSometimes(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/mixed", EXACT), MIXED);
    assertThat(count(artefact, "Revived")).as("revived of %s", artefact).isPositive();
    assertThat(count(artefact, "Invalidations")).as("invalidations of %s", artefact).isPositive();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void blocksWithMappingsOfTheirOwnAreNot(Jdk jdk) {
    JvmBuilder builder = Programs.withAgent(jdk, "exact/own-mappings", EXACT).environment("MALLOC_MMAP_THRESHOLD_", "4096");
    assertThat(count(run(builder, SIZES), "Revived")).isZero();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void whatTheAllocatorTrimsIsRegisteredAnew(Jdk jdk) {
    JvmBuilder builder = Programs.withAgent(jdk, "exact/trimmed", EXACT).environment("MALLOC_TRIM_THRESHOLD_", "4096")
        .environment("MALLOC_TOP_PAD_", "0").environment("MALLOC_MMAP_THRESHOLD_", "33554432").environment("MALLOC_ARENA_MAX", "1");
    Map<String, String> artefact = run(builder, MIXED);
    assertThat(count(artefact, "Invalidations")).as("invalidations of %s", artefact).isPositive();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void eachFreeEndsARegistrationOtherwise(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/invalidate", "monitor=kernel"), SIZES);
    assertThat(count(artefact, "Revived")).isZero();
    assertThat(count(artefact, "Registrations")).isEqualTo(count(artefact, "messages"));
  }

  /** The option promises nothing that it cannot hold. */
  @ParameterizedTest
  @MethodSource("since22")
  void whatTheKernelDoesNotTellOfEndsWithTheFree(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/refused", EXACT + ",monitor-mappings=0"), SIZES);
    assertThat(count(artefact, "Revived")).isZero();
    assertThat(count(artefact, "Registrations")).isEqualTo(count(artefact, "messages"));
  }

  private static long count(Map<String, String> artefact, String name) {
    return Long.parseLong(artefact.get(name));
  }

  private static Map<String, String> run(JvmBuilder builder, String sizes) {
    String seed = System.getProperty("it.exact.seed", "1");
    JvmResult result = Programs.withNic(builder).optimizing().main(MAIN, "per-send", sizes, MESSAGES, seed).run(Programs.LIMIT).expectExit(0);
    KernelRequirement.check(result);
    Map<String, String> artefact = result.artefact();
    UringRequirement.check(artefact);
    assertThat(artefact).containsEntry("monitored", "true").containsEntry("wrong", "0").containsEntry("InUseInvalidations", "0").containsEntry("OneUseTotal", "0");
    assertThat(artefact).containsEntry("messages", Long.toString(Long.parseLong(MESSAGES) * 3 / 2));
    return artefact;
  }
}
