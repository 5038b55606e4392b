package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.guest.GuestTests;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * libfabric's own registration cache over verbs, on a device that pins: with a monitor that is told nothing it is stale; with libfabric's hooks
 * in the C library's code it is stale wherever these do not see; with this process's watches as its monitor it is right, and no code is patched. The
 * program registers for each send and knows nothing of all that.
 */
class FabricMonitorIT {
  private static final String MAIN = "io.pindown.it.wire.FabricApp";
  private static final String ADDRESS = "10.77.0.1";
  private static final String DEVICE = "rxe1";
  private static final List<String> UNSEEN = List.of("mremap-onto", "syscall-dontneed", "truncate-and-grow", "truncate-by-opening");
  private static final String MESSAGES = "quiet,direct-buffer,mremap-onto";
  private static final Duration LIMIT = Duration.ofSeconds(400);

  /** One run of the program. */
  private record Leg(String name, JvmBuilder builder, boolean patched, BiConsumer<String, FabricCounts> check) {}

  @TestFactory
  Stream<DynamicNode> libfabricsOwnCache() {
    GuestRequirement.check();
    Jdk jdk = Jdk.preferred(25);
    Guest guest = new Guest("fabric");
    // rdma_cm knows devices by addresses, and libfabric does not look at those of lo
    guest.before("ip addr add " + ADDRESS + "/24 dev dummy0 && ip link set dummy0 up && rdma link add " + DEVICE + " type rxe netdev dummy0");
    List<Leg> legs = new ArrayList<>();
    legs.add(leg(guest, "deaf", Programs.withoutAgent(jdk, guest.test("deaf")), false, "all", "WRITE,TARGET", FabricCounts::stale));
    legs.add(leg(guest, "own", Programs.withoutAgent(jdk, guest.test("own")), true, "all", "WRITE", FabricMonitorIT::staleWhereNobodyLooks));
    legs.add(leg(guest, "pindown", Programs.withAgent(jdk, guest.test("pindown"), ""), false, "all", "WRITE,TARGET", FabricMonitorIT::right));
    legs.add(leg(guest, "pindown", Programs.withoutAgent(jdk, guest.test("pindown-unhooked")), false, "quiet,direct-buffer,file-map", "WRITE", FabricCounts::rightAndNotCached));
    // messages, and reads by a peer: by the same registrations, so a few paths are enough
    legs.add(leg(guest, "deaf", Programs.withoutAgent(jdk, guest.test("deaf-messages")), false, MESSAGES, "TAGGED,READ", FabricCounts::stale));
    legs.add(leg(guest, "pindown", Programs.withAgent(jdk, guest.test("pindown-messages"), ""), false, MESSAGES, "TAGGED,READ", FabricMonitorIT::right));
    legs.forEach(leg -> guest.add(leg.builder()));
    JvmBuilder kit = GuestTests.of(jdk, guest.test("kit"), "io.pindown.nic.registrar.LibfabricTckTest");
    kit.flags("-Dfabric.source=" + ADDRESS, "-Dfabric.domain=" + DEVICE).environment("FI_UNIVERSE_SIZE", "16");
    guest.add(kit.environment("FI_MR_CACHE_MONITOR", "disabled"));
    Map<JvmBuilder, JvmResult> results = guest.run(LIMIT);
    return Stream.concat(
        legs.stream().map(leg -> dynamicContainer(leg.name(), tests(leg, results.get(leg.builder())))),
        Stream.of(
            dynamicTest("under the agent libfabric's cache is of use", () -> mostAreHits(results.get(legs.get(2).builder()))),
            dynamicContainer("the registrar's kit", GuestTests.results(results.get(kit), 22))));
  }

  private static List<DynamicTest> tests(Leg leg, JvmResult result) {
    List<DynamicTest> tests = FabricCounts.tests(result, leg.check());
    tests.add(
        dynamicTest(
            leg.patched() ? "the C library's code is patched" : "the C library's code is as it was",
            () -> assertThat(result.artefact().get("patched")).isEqualTo(Boolean.toString(leg.patched()))));
    return tests;
  }

  private static Leg leg(
      Guest guest, String monitor, JvmBuilder builder, boolean patched, String paths, String ways, BiConsumer<String, FabricCounts> check) {
    Programs.withNic(builder)
        .flags("-Dit.wire.divisor=64", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .environment("MALLOC_MMAP_THRESHOLD_", "131072") // so that blocks of that size are mapped one by one
        .environment("FI_OFI_RXM_SAR_LIMIT", "16384") // larger messages are not copied, but read from where they are
        .environment("FI_UNIVERSE_SIZE", "16") // or a completion queue would be larger than the device allows
        .main(MAIN, "verbs;ofi_rxm", "per-send", monitor, ADDRESS, paths, ways, DEVICE);
    return new Leg(builder.folder().getParent().getFileName().toString(), builder, patched, check);
  }

  private static void right(String path, FabricCounts counts) {
    assertThat(counts.wrong()).as("wrong").isZero();
    assertThat(counts.reused()).as("sends from an address used before").isPositive();
    assertThat(counts.hits()).as("hits").isLessThanOrEqualTo(path.equals("quiet") ? counts.messages() - 1 : counts.messages() / 2);
  }

  /**
   * Each stage sends twice, and the second send is a hit; but where libfabric was told just then to forget a range that overlaps, once a second
   * at most, or had dropped one and not said so.
   */
  private static void mostAreHits(JvmResult result) {
    long hits = sum(result, "/hits");
    long messages = sum(result, "/messages");
    assertThat(hits).as("hits of " + messages).isGreaterThan(messages / 3);
    assertThat(sum(result, "/one-use")).as("used once, of " + messages).isLessThan(messages / 10);
  }

  private static long sum(JvmResult result, String count) {
    return result.artefact().entrySet().stream().filter(e -> e.getKey().endsWith(count)).mapToLong(e -> Long.parseLong(e.getValue())).sum();
  }

  /** A mapping moved onto the memory, a system call by number, a file that is truncated: there libfabric's hooks do not look. */
  private static void staleWhereNobodyLooks(String path, FabricCounts counts) {
    boolean unseen = UNSEEN.contains(path);
    assertThat(counts.reused()).as("sends from an address used before").isPositive();
    assertThat(counts.wrong()).as("wrong").isEqualTo(unseen ? counts.reused() : 0);
  }
}
