package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The right bytes: a program sends over io_uring from memory that changes behind its address, and compares what arrives with what it
 * reads. The pinned pages tell the truth; no watch is asked.
 */
class EndToEndIT {
  private static final String MAIN = "io.pindown.it.wire.WireApp";

  static {
    Jdk.all().stream().filter(jdk -> jdk.feature() < 22).forEach(jdk ->
        System.out.println(jdk + " has no io_uring here: nic needs the final FFM API of 22, so nothing is sent end to end on it"));
  }

  /** What one path counted. */
  private record Counts(long messages, long wrong, long reused, long hits, long oneUse) {}

  @TestFactory
  Stream<DynamicNode> registeredForEachSendIsNeverStale() {
    return leg("per-send", null, (path, counts) -> {
      assertThat(counts.wrong()).as("wrong").isZero();
      assertThat(counts.hits()).as("hits").isZero();
    });
  }

  /** So that the others can fail: without being told, a cache sends other bytes than the program sees, each time it can. */
  @TestFactory
  Stream<DynamicNode> aBlindCacheIsStale() {
    return leg("blind", null, (path, counts) -> {
      if (path.startsWith("quiet")) {
        assertThat(counts.wrong()).as("wrong").isZero();
      } else {
        assertThat(counts.reused()).as("sends from an address used before").isPositive();
        assertThat(counts.wrong()).as("wrong").isEqualTo(counts.reused());
      }
    });
  }

  /** The program of the first test, not changed. */
  @TestFactory
  Stream<DynamicNode> theSameProgramUnderTheAgentIsCachedAndNeverStale() {
    return leg("per-send", "EndToEndIT.theSameProgramUnderTheAgentIsCachedAndNeverStale", EndToEndIT::cachedAndRight);
  }

  @TestFactory
  Stream<DynamicNode> theCacheUsedDirectlyIsNeverStale() {
    return leg("leased", "EndToEndIT.theCacheUsedDirectlyIsNeverStale", EndToEndIT::cachedAndRight);
  }

  /** However a child is made, what is registered stays the parent's, also when both have written. */
  @TestFactory
  Stream<DynamicNode> aChildTakesNoPages() {
    return Jdk.since(22).stream().flatMap(jdk -> Stream.of("POSIX_SPAWN", "VFORK", "FORK").map(mechanism -> {
      JvmBuilder builder = Programs.withNic(Programs.withAgent(jdk, "wire/" + mechanism, ""));
      builder.flags("-Djdk.lang.Process.launchMechanism=" + mechanism).main(MAIN, "leased", "fork");
      return dynamicContainer(jdk + " " + mechanism, tests(jdk, builder.run(Programs.LIMIT), null, EndToEndIT::cachedAndRight));
    }));
  }

  /** Each stage sends twice: the second send is a hit, the first one only where nothing but the contents has changed. */
  private static void cachedAndRight(String path, Counts counts) {
    assertThat(counts.wrong()).as("wrong").isZero();
    assertThat(counts.oneUse()).as("registered for one use").isZero();
    assertThat(counts.hits()).as("hits").isEqualTo(path.startsWith("quiet") ? counts.messages() - 1 : counts.messages() / 2);
    assertThat(counts.reused()).as("sends from an address used before").isPositive();
  }

  /** {@code test} is this test's name where the agent is there, and what passes is recorded by it; else null. */
  private static Stream<DynamicNode> leg(String way, String test, BiConsumer<String, Counts> check) {
    boolean agent = test != null;
    return Jdk.since(22).stream().map(jdk -> {
      String name = way + (agent ? "-agent" : "");
      JvmBuilder builder = agent ? Programs.withAgent(jdk, "wire/" + name, "") : Programs.withoutAgent(jdk, "wire/" + name);
      JvmResult result = Programs.withNic(builder).main(MAIN, way).run(Programs.LIMIT);
      return dynamicContainer(jdk + " " + name, tests(jdk, result, test, check));
    });
  }

  private static List<DynamicTest> tests(Jdk jdk, JvmResult result, String test, BiConsumer<String, Counts> check) {
    Map<String, String> artefact = result.artefact();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("runs to the end", () -> {
      result.expectExit(0);
      UringRequirement.check(artefact, "wire-*");
      assertThat(artefact.keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
      assertThat(artefact.get("in-use-invalidations")).isEqualTo("0");
    }));
    for (String path : artefact.getOrDefault("paths", "").split(" ")) {
      for (String wire : path.isEmpty() ? List.<String>of() : List.of("-by-file", "-by-socket")) {
        tests.add(dynamicTest(path + wire, () -> {
          check.accept(path, counts(artefact, path + wire));
          if (test != null && !path.startsWith("quiet")) {
            new Cell("wire-" + path + wire, jdk.feature(), Attach.START, State.COVERED, test).record();
          }
        }));
      }
    }
    return tests;
  }

  private static Counts counts(Map<String, String> artefact, String path) {
    assertThat(artefact).as(path).containsKeys(path + "/messages", path + "/hits");
    return new Counts(
        Long.parseLong(artefact.get(path + "/messages")),
        Long.parseLong(artefact.get(path + "/wrong")),
        Long.parseLong(artefact.get(path + "/reused")),
        Long.parseLong(artefact.get(path + "/hits")),
        Long.parseLong(artefact.get(path + "/one-use")));
  }
}
