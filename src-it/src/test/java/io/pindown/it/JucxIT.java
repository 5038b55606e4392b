package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A program that uses jucx, with the agent and without: it does the same, and UCX is asked for fewer registrations, counted by a library
 * between the two.
 */
class JucxIT {
  private static final String MAIN = "io.pindown.it.world.jucx.JucxProgram";

  /** What the program must see, whoever runs it. */
  private static final Map<String, String> RESULTS = new TreeMap<>(Map.ofEntries(
      Map.entry("loop", "true"),
      Map.entry("context-of-its-own", "done"),
      Map.entry("views", "true true"),
      Map.entry("slices", "true true true ".repeat(5)),
      Map.entry("ranges", "true ".repeat(10)),
      Map.entry("not-for-a-cache", "65536 true ".repeat(5)),
      Map.entry("freed", "true ".repeat(6)),
      Map.entry("mapped", "true ".repeat(6)),
      Map.entry("remote-key-after-free", "true rr- ".repeat(3)),
      Map.entry("collected", "true true 0"),
      Map.entry("faults", "[NullPointerException, UcxException, NullPointerException, NullPointerException, NullPointerException]"),
      Map.entry("left-registered", "closed"),
      Map.entry("threads", "[]")));

  /** How often UCX is asked: for each use, and by the cache. */
  private static final Map<String, List<Integer>> REGISTRATIONS = new TreeMap<>(Map.ofEntries(
      Map.entry("loop", List.of(1000, 1)),
      Map.entry("context-of-its-own", List.of(10, 1)),
      Map.entry("views", List.of(2, 1)),
      Map.entry("slices", List.of(6, 1)),
      Map.entry("ranges", List.of(20, 2)), // the first page, then all of it
      Map.entry("not-for-a-cache", List.of(10, 10)),
      Map.entry("freed", List.of(12, 9)), // three blocks; and six targets, each freed after its use
      Map.entry("mapped", List.of(12, 9)),
      Map.entry("remote-key-after-free", List.of(3, 3)),
      Map.entry("collected", List.of(1, 1)),
      Map.entry("faults", List.of(1, 1)),
      Map.entry("left-registered", List.of(2, 2)),
      Map.entry("threads", List.of(2400, 1201))));

  @BeforeAll
  static void ucxIsThere() {
    UcxRequirement.check();
  }

  @TestFactory
  Stream<DynamicNode> cachedUnderTheAgent() {
    return Jdk.ends().stream().map(jdk -> {
      String[] flags = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};
      JvmBuilder builder = Programs.withAgent(jdk, "jucx/agent", "log=info").flags(flags);
      return dynamicContainer(jdk + " jucx 1.12", tests(run(builder, jdk, "jucx-1.12"), 1));
    });
  }

  @TestFactory
  Stream<DynamicNode> cachedUnderTheAgentWithALaterJucx() {
    return Jdk.ends().stream().map(jdk ->
        dynamicContainer(jdk + " jucx 1.14", tests(run(Programs.withAgent(jdk, "jucx/agent-later", "log=info"), jdk, "jucx-1.14"), 1)));
  }

  @TestFactory
  Stream<DynamicNode> withoutTheAgentOrItsAdapterEachUseIsRegistered() {
    return Jdk.ends().stream().flatMap(jdk -> Stream.of(
        dynamicContainer(jdk + " no agent", tests(run(Programs.plain(jdk, "jucx/none"), jdk, "jucx-1.12"), 0)),
        dynamicContainer(jdk + " no adapter", tests(run(Programs.withAgent(jdk, "jucx/off", "adapters=uring"), jdk, "jucx-1.12"), 0))));
  }

  private static JvmResult run(JvmBuilder builder, Jdk jdk, String library) {
    return counted(builder, jdk, library).main(MAIN).run(Programs.LIMIT);
  }

  /** A program of jucx's, whose registrations are counted on their way to UCX. */
  static JvmBuilder counted(JvmBuilder builder, Jdk jdk, String library) {
    Path counting = CLibrary.build("ucp-counts", "jucx", "ucp-counts.c", "-ldl");
    return LibraryPrograms.with(builder, jdk, library, List.of("jucx"))
        .flags("-Djava.io.tmpdir=" + builder.folder()) // jucx unpacks its native part there
        .environment("LD_PRELOAD", counting.toString())
        .environment("PINDOWN_COUNTS", builder.folder().resolve("counts").toString())
        .environment("UCX_TLS", "tcp,self,sm")
        .environment("UCX_ERROR_SIGNALS", "");
  }

  private static List<DynamicTest> tests(JvmResult result, int cached) {
    Map<String, String> artefact = result.artefact();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("runs to the end", () -> {
      result.expectExit(0);
      assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
      assertThat(artefact.get("wrongly-ended")).isEqualTo("0");
      assertThat(artefact.get("views-equal")).as("two handles of one buffer").isEqualTo(cached == 1 ? "false" : "true");
      assertThat(result.stderr().contains("adapter jucx changes")).as(result.toString()).isEqualTo(cached == 1);
      assertThat(result.stderr()).doesNotContain("does not know").doesNotContain("cannot");
    }));
    RESULTS.forEach((part, expected) -> tests.add(dynamicTest(part, () -> {
      assertThat(artefact.get("result." + part)).as("what the program sees").isEqualTo(expected);
      assertThat(artefact.get("native." + part)).as("registrations").isEqualTo(REGISTRATIONS.get(part).get(cached).toString());
      assertThat(artefact.get("left." + part)).as("registrations left").isEqualTo("0");
    })));
    return tests;
  }
}
