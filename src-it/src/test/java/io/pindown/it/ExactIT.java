package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
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
  private static final String LARGEST = Integer.toString(1 << 20);
  private static final String SECONDS = System.getProperty("it.exact.seconds", "2");
  private static final String EXACT = "monitor=kernel,on-free=exact";

  static Stream<Jdk> since22() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void blocksOfTheHeapAreServedAgain(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/heap", EXACT), LARGEST);
    assertThat(count(artefact, "Revived")).as("revived of %s", artefact).isGreaterThan(count(artefact, "messages") / 4);
    assertThat(count(artefact, "Registrations")).isLessThan(count(artefact, "messages") / 2);
  }

  @ParameterizedTest
  @MethodSource("since22")
  void blocksWithMappingsOfTheirOwnAreNot(Jdk jdk) {
    JvmBuilder builder = Programs.withAgent(jdk, "exact/own-mappings", EXACT).environment("MALLOC_MMAP_THRESHOLD_", "4096");
    Map<String, String> artefact = run(builder, LARGEST);
    assertThat(count(artefact, "Revived")).as("revived of %s", artefact).isZero();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void whatTheAllocatorTrimsIsRegisteredAnew(Jdk jdk) {
    JvmBuilder builder = Programs.withAgent(jdk, "exact/trimmed", EXACT)
        .environment("MALLOC_TRIM_THRESHOLD_", "65536").environment("MALLOC_TOP_PAD_", "0").environment("MALLOC_MMAP_THRESHOLD_", "33554432");
    Map<String, String> artefact = run(builder, LARGEST);
    assertThat(count(artefact, "Invalidations")).as("invalidations of %s", artefact).isPositive();
  }

  @ParameterizedTest
  @MethodSource("since22")
  void eachFreeEndsARegistrationOtherwise(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/invalidate", "monitor=kernel"), LARGEST);
    assertThat(count(artefact, "Revived")).isZero();
    assertThat(count(artefact, "Registrations")).isEqualTo(count(artefact, "messages"));
  }

  /** The option alone promises nothing that it cannot hold. */
  @ParameterizedTest
  @MethodSource("since22")
  void withoutTheKernelEachFreeEndsARegistration(Jdk jdk) {
    Map<String, String> artefact = run(Programs.withAgent(jdk, "exact/alone", "on-free=exact"), LARGEST, false);
    assertThat(count(artefact, "Revived")).isZero();
    assertThat(count(artefact, "Registrations")).isEqualTo(count(artefact, "messages"));
  }

  private static long count(Map<String, String> artefact, String name) {
    return Long.parseLong(artefact.get(name));
  }

  private static Map<String, String> run(JvmBuilder builder, String largest) {
    return run(builder, largest, true);
  }

  private static Map<String, String> run(JvmBuilder builder, String largest, boolean monitored) {
    String seed = System.getProperty("it.exact.seed", "1");
    Map<String, String> artefact =
        Programs.withNic(builder).main(MAIN, "per-send", largest, SECONDS, seed).run(Programs.LIMIT).expectExit(0).artefact();
    UringRequirement.check(artefact);
    if (monitored && !Boolean.parseBoolean(artefact.get("monitored"))) {
      System.out.println("ExactIT: the kernel cannot be listened to here, see the agent's line on stderr");
      assumeTrue(false, "no userfaultfd");
    }
    assertThat(artefact).containsEntry("wrong", "0").containsEntry("InUseInvalidations", "0").containsEntry("OneUseTotal", "0");
    assertThat(count(artefact, "messages")).isPositive();
    return artefact;
  }
}
