package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The programs whose tables are in docs/benchmarks.md: briefly, for whether they work; with {@code -Dit.costs=true} as measured, printed. */
class CostProgramsIT {
  private static final boolean MEASURED = Boolean.getBoolean("it.costs");
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final String COSTS = "io.pindown.it.costs.RegistrationCosts";

  private static Jdk jdk() {
    return Jdk.preferred(25);
  }

  private static Map<String, String> run(String test, String main, String... arguments) {
    JvmResult result = Programs.withNic(Programs.withoutAgent(jdk(), test)).optimizing().main(main, arguments).run(LIMIT).expectExit(0);
    UringRequirement.check(result.artefact());
    System.out.println(MEASURED ? result.stdout() : "CostProgramsIT: " + test + " works; -Dit.costs=true measures");
    return result.artefact();
  }

  @Test
  void registeringBySizeAndPage() {
    Map<String, String> artefact =
        MEASURED ? run("costs/uring", COSTS, "uring", "67108864", "20", "15") : run("costs/uring", COSTS, "uring", "4194304", "1", "1");
    assertThat(artefact).containsKeys("SMALL/4096", "SMALL/4194304", "TRANSPARENT/4194304", "RESERVED/copying-is-cheaper");
    assertThat(artefact).doesNotContainKeys("TRANSPARENT/4096", "RESERVED/4096");
  }

  /** Above 32 MiB glibc maps each block by itself, below it after a while does not; a file is mapped anew at any size. */
  @Test
  void staleBySourceAndSize() {
    String sizes = MEASURED ? "65536,1048576,8388608,33554432,41943040,67108864" : "1048576,41943040";
    int blocks = MEASURED ? 21 : 4;
    Map<String, String> artefact = run("costs/stale", "io.pindown.it.costs.StaleRates", Integer.toString(blocks), sizes);
    assertThat(artefact).hasSize(1 + 7 * sizes.split(",").length);
    assertThat(Integer.parseInt(artefact.get("FileChannel.map/1048576"))).as("files").isPositive();
    assertThat(Integer.parseInt(artefact.get("ByteBuffer.allocateDirect/41943040"))).as("large blocks").isPositive();
    assertThat(Integer.parseInt(artefact.get("malloc-by-the-linker/1048576"))).as("blocks from glibc's heap").isLessThan(blocks - 1);
  }

  @Test
  void hitsByWhatRegistrationsAreKeptUnder() {
    JvmBuilder program = Programs.withAgent(jdk(), "costs/keys", "").optimizing().main("io.pindown.it.costs.KeyPolicies", MEASURED ? "10" : "1");
    JvmResult result = program.run(LIMIT).expectExit(0);
    if (MEASURED) {
      System.out.println(result.stdout());
    }
    Map<String, String> artefact = result.artefact();
    for (String what : List.of("blocks", "slices", "any", "a-new", "a-mapped")) {
      assertThat(artefact).containsEntry(what + ".once", "0");
      long exact = Long.parseLong(artefact.get(what + ".exact"));
      long pages = Long.parseLong(artefact.get(what + ".pages"));
      assertThat(exact).isLessThanOrEqualTo(pages);
      assertThat(pages).isLessThanOrEqualTo(Long.parseLong(artefact.get(what + ".containers")));
    }
    int factor = MEASURED ? 10 : 1;
    assertThat(artefact).containsEntry("blocks.exact", Integer.toString(10_000 * factor - 64)).containsEntry("a-new.exact", "0")
        .containsEntry("a-new.pages", Integer.toString(1_000 * factor)).containsEntry("a-new.containers", Integer.toString(2_000 * factor))
        .containsEntry("any.containers", Integer.toString(10_000 * factor - 16))
        .containsEntry("slices.containers", Integer.toString(10_000 * factor - 4)).containsEntry("a-mapped.exact", "0")
        .containsEntry("a-mapped.containers", Integer.toString(127 * factor));
  }

  @Test
  void registeringOverVerbs() {
    Assumptions.assumeTrue(MEASURED, "over verbs nothing is measured without -Dit.costs=true");
    GuestRequirement.check();
    Guest guest = new Guest("costs");
    JvmBuilder program =
        Programs.withNic(Programs.withoutAgent(jdk(), guest.test("verbs"))).optimizing().flags("-XX:+UseSerialGC").main(COSTS, "verbs", "16777216", "200", "9");
    System.out.println(guest.add(program).run(LIMIT).get(program).expectExit(0).stdout());
  }
}
