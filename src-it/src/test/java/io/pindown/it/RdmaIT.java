package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.guest.GuestTests;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Real verbs, in a guest with an RDMA device in software: the bytes that the device moves by a kept registration against those that the program
 * reads, for each path and each operation; {@code nic}'s own tests of verbs; limits and devices. All of it in one boot, on one JDK.
 */
class RdmaIT {
  private static final Duration LIMIT = Duration.ofSeconds(400);
  private static final List<String> OPERATIONS = List.of("-by-rdma-send", "-by-rdma-write", "-by-rdma-read", "-by-rdma-target", "-by-rdma-fetch");
  private static final String MAIN = "io.pindown.it.rdma.RdmaApp";
  private static final String MEMLOCK = Integer.toString(1 << 20);

  private static final Guest GUEST = new Guest("rdma");
  private static final JvmBuilder BLIND = wire(Programs.withoutAgent(jdk(), GUEST.test("blind"))).main(MAIN, "blind");
  private static final JvmBuilder LEASED = wire(Programs.withAgent(jdk(), GUEST.test("leased"), "")).main(MAIN, "leased");
  private static final JvmBuilder LIMITS =
      Programs.withNic(Programs.withAgent(jdk(), GUEST.test("limits"), "")).main("io.pindown.it.rdma.LimitsApp");
  private static final JvmBuilder DEVICES =
      wire(Programs.withNic(Programs.withAgent(jdk(), GUEST.test("devices"), ""))).main("io.pindown.it.rdma.DevicesApp");
  private static final JvmBuilder TESTS =
      GuestTests.of(
          jdk(),
          GUEST.test("tests"),
          "io.pindown.nic.verbs.TransferTest",
          "io.pindown.nic.verbs.LifeTest",
          "io.pindown.nic.verbs.RegisterTest",
          "io.pindown.nic.registrar.VerbsRegistrarTest",
          "io.pindown.nic.registrar.VerbsTckTest");
  private static Map<JvmBuilder, JvmResult> results;

  /** What one path counted. */
  private record Counts(long messages, long wrong, long reused, long hits, long misses, long oneUse) {}

  private static Jdk jdk() {
    return Jdk.preferred(25);
  }

  /** Blocks of a size that does not take long, and that glibc still maps one by one. */
  private static JvmBuilder wire(JvmBuilder builder) {
    return Programs.withNic(builder).flags("-Dit.wire.divisor=64", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1").environment("MALLOC_MMAP_THRESHOLD_", "131072");
  }

  @BeforeAll
  static void runAll() {
    GuestRequirement.check("rdma-*");
    GUEST
        .before("ip addr add 10.77.0.1/24 dev dummy0 && ip link set dummy0 up && rdma link add rxe1 type rxe netdev dummy0")
        .add(TESTS)
        .add(BLIND)
        .add(LEASED)
        .add(LIMITS, "setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock", "prlimit", "--memlock=" + MEMLOCK + ":" + MEMLOCK)
        .add(DEVICES);
    results = GUEST.run(LIMIT);
  }

  @TestFactory
  Stream<DynamicTest> nicsOwnTests() {
    return GuestTests.results(results.get(TESTS), 50);
  }

  /** So that the others can fail: without being told, a cache moves other bytes than the program sees, each time it can, by each operation. */
  @TestFactory
  Stream<DynamicTest> aBlindCacheIsStale() {
    Map<String, String> artefact = results.get(BLIND).artefact();
    Stream<DynamicTest> each =
        leg(BLIND, (path, counts) -> assertThat(counts.wrong()).as("wrong").isEqualTo(path.startsWith("quiet") ? 0 : counts.reused()));
    return Stream.concat(each, paths(artefact).map(path -> dynamicTest(path + " by all of them", () -> somethingIsReused(artefact, path))));
  }

  /** Where the memory comes to lie is the system's choice: the same place mostly, but not each time. */
  private static void somethingIsReused(Map<String, String> artefact, String path) {
    assertThat(OPERATIONS.stream().mapToLong(operation -> counts(artefact, path + operation).reused()).sum())
        .as("transfers from an address used before").isPositive();
  }

  /** Each stage transfers twice: the second time is a hit, the first only where nothing but the contents has changed. */
  @TestFactory
  Stream<DynamicTest> withTheAgentNothingIsStale() {
    Map<String, String> artefact = results.get(LEASED).artefact();
    Stream<DynamicTest> proofs =
        paths(artefact).filter(path -> !path.startsWith("quiet")).map(path -> dynamicTest(path + " by all of them", () -> {
          OPERATIONS.forEach(operation -> cachedAndRight(path, counts(artefact, path + operation)));
          somethingIsReused(artefact, path);
          new Cell("rdma-" + path, jdk().feature(), Attach.START, State.COVERED, "RdmaIT.withTheAgentNothingIsStale").record();
        }));
    return Stream.concat(leg(LEASED, RdmaIT::cachedAndRight), proofs);
  }

  private static void cachedAndRight(String path, Counts counts) {
    assertThat(counts.wrong()).as("wrong").isZero();
    assertThat(counts.oneUse()).as("registered for one use").isZero();
    assertThat(counts.hits()).as("hits").isEqualTo(path.startsWith("quiet") ? counts.messages() - 1 : counts.messages() / 2);
    assertThat(counts.hits() + counts.misses()).as("each transfer is a hit or a miss").isEqualTo(counts.messages());
  }

  private static Stream<String> paths(Map<String, String> artefact) {
    return Stream.of(artefact.getOrDefault("paths", "").split(" ")).filter(path -> !path.isEmpty());
  }

  private static Stream<DynamicTest> leg(JvmBuilder program, BiConsumer<String, Counts> check) {
    JvmResult result = results.get(program);
    Map<String, String> artefact = result.artefact();
    Stream<DynamicTest> end =
        Stream.of(dynamicTest("runs to the end", () -> {
          result.expectExit(0);
          assertThat(artefact.get("paths").split(" ")).hasSizeGreaterThan(15);
          assertThat(artefact.get("in-use-invalidations")).isEqualTo("0");
        }));
    return Stream.concat(
        end,
        paths(artefact).flatMap(path -> OPERATIONS.stream().map(operation ->
            dynamicTest(path + operation, () -> check.accept(path, counts(artefact, path + operation))))));
  }

  private static Counts counts(Map<String, String> artefact, String path) {
    assertThat(artefact).doesNotContainKey(path + "/failure").containsKeys(path + "/messages", path + "/hits");
    return new Counts(
        Long.parseLong(artefact.get(path + "/messages")),
        Long.parseLong(artefact.get(path + "/wrong")),
        Long.parseLong(artefact.get(path + "/reused")),
        Long.parseLong(artefact.get(path + "/hits")),
        Long.parseLong(artefact.get(path + "/misses")),
        Long.parseLong(artefact.get(path + "/one-use")));
  }

  /** RLIMIT_MEMLOCK of 1 MiB, blocks of 128 KiB: the driver refuses the ninth; the cache evicts for it, or says what to do. */
  @Test
  void theDriversLimitIsMetByEvicting() {
    Map<String, String> artefact = results.get(LIMITS).expectExit(0).artefact();
    assertThat(artefact.get("registered-directly")).isBetween("7", "8");
    assertThat(artefact).containsEntry("refused-reason", "LIMIT").containsEntry("all-in-use-reason", "PRESSURE");
    assertThat(artefact.get("refused-message")).contains("ENOMEM").contains("RLIMIT_MEMLOCK is " + MEMLOCK + " bytes");
    assertThat(artefact).containsEntry("after-a-release", "works").containsEntry("one-use", "0").containsEntry("regions-left", "0");
    assertThat(Long.parseLong(artefact.get("evictions"))).as("evictions").isPositive();
    assertThat(Long.parseLong(artefact.get("failed-registrations"))).as("refused by the driver").isPositive();
    assertThat(artefact.get("leased")).isEqualTo(artefact.get("registered-directly"));
  }

  @Test
  void twoDevicesHaveARegistryEach() {
    Map<String, String> artefact = results.get(DEVICES).expectExit(0).artefact();
    assertThat(artefact).doesNotContainKey("failure").containsEntry("devices", "[rxe0, rxe1]").containsEntry("two/wrong", "0");
    assertThat(Integer.parseInt(artefact.get("two/again"))).as("blocks at the address of the one before").isPositive();
    // a block's first use with few rights, then with two remote ones; what has remote rights serves the others
    for (String device : List.of("first", "second")) {
      assertThat(artefact.get("two/" + device + "-invalidations")).as(device).isEqualTo(artefact.get("two/" + device + "-registrations"));
      assertThat(artefact.get("two/" + device + "-registrations")).as(device).isEqualTo("16");
      assertThat(artefact.get("two/" + device + "-hits")).as(device).isEqualTo("4");
    }
  }

  /** The bytes beside children are the quiet-fork paths of the legs, which ask libibverbs for nothing. */
  @Test
  void forkSafetyCanBeHad() {
    Map<String, String> artefact = results.get(DEVICES).expectExit(0).artefact();
    assertThat(artefact.get("fork/enabled")).isEqualTo(artefact.get("fork/before").equals("UNNEEDED") ? "UNNEEDED" : "ENABLED");
  }

  @Test
  void aDeviceGoesWhileLeasesAreOut() {
    Map<String, String> artefact = results.get(DEVICES).expectExit(0).artefact();
    assertThat(artefact).doesNotContainKey("removal/transfer").containsEntry("removal/ended-early", "false").containsEntry("removal/wrong", "0");
    assertThat(artefact).containsEntry("removal/failed-deregistrations", "0").containsEntry("removal/regions", "0");
    assertThat(artefact).containsEntry("removal/ended", "0").containsEntry("removal/devices", "[rxe0]");
  }
}
