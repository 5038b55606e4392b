package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A program that registers with DiSNI, with the agent and without. DiSNI's artifact has no native part; one of the tests' own stands in for
 * it, which registers with no device, and counts.
 */
class DisniIT {
  private static final String MAIN = "io.pindown.it.world.disni.DisniProgram";
  private static final String PACKAGES_2 = "com.ibm.disni.verbs";
  private static final String PACKAGES_1 = "com.ibm.disni.rdma.verbs";

  private static final Map<String, String> RESULTS = new TreeMap<>(Map.of(
      "loop", "true",
      "copies", "true false true true",
      "rights", "true",
      "addresses", "0+1000 1+1000 2+1000 3+1000 4+1000 5+1000 6+1000 7+1000 8+1000 9+1000 ",
      "on-demand", "each by itself",
      "freed", "true",
      "faults", "[IOException, IOException, IOException, IOException, IOException]",
      "threads", "[]"));

  /** How often the native part is asked: for each use, and by the cache. */
  private static final Map<String, List<Integer>> REGISTRATIONS = new TreeMap<>(Map.of(
      "loop", List.of(1000, 1),
      "copies", List.of(2, 1),
      "rights", List.of(3, 2),
      "addresses", List.of(10, 1),
      "on-demand", List.of(5, 5),
      "freed", List.of(3, 3),
      "faults", List.of(1, 1),
      "threads", List.of(2400, 1201)));

  @TestFactory
  Stream<DynamicNode> cachedUnderTheAgent() {
    return Jdk.ends().stream().map(jdk -> {
      String[] flags = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};
      return dynamicContainer(jdk + " DiSNI 2", tests(run(Programs.withAgent(jdk, "disni/agent", "log=info").flags(flags), jdk, "disni-2"), 1));
    });
  }

  @TestFactory
  Stream<DynamicNode> cachedUnderTheAgentWithOlderPackages() {
    return Jdk.ends().stream().map(jdk ->
        dynamicContainer(jdk + " DiSNI 1", tests(run(Programs.withAgent(jdk, "disni/agent-older", "log=info"), jdk, "disni-1"), 1)));
  }

  @TestFactory
  Stream<DynamicNode> withoutTheAgentEachUseIsRegistered() {
    return Jdk.ends().stream().map(jdk -> dynamicContainer(jdk.toString(), tests(run(Programs.plain(jdk, "disni/none"), jdk, "disni-2"), 0)));
  }

  private static JvmResult run(JvmBuilder builder, Jdk jdk, String library) {
    return counted(builder, jdk, library).main(MAIN).run(Programs.LIMIT);
  }

  /** A program of DiSNI's, whose registrations the stand-in for its native part counts. */
  static JvmBuilder counted(JvmBuilder builder, Jdk jdk, String library) {
    boolean older = library.equals("disni-1");
    String natives = (older ? PACKAGES_1 : PACKAGES_2).concat(".impl").replace('.', '_');
    List<String> flags = new ArrayList<>(List.of("-DPACKAGE=" + natives));
    if (older) {
      flags.add("-DSTATUS");
    }
    Path standIn = CLibrary.build("disni", older ? "disni-1" : "disni-2", "disni-counts.c", flags.toArray(String[]::new));
    return LibraryPrograms.with(builder, jdk, library, List.of(older ? withOlderPackages() : "disni"))
        .flags("-Djava.library.path=" + standIn.getParent())
        .environment("PINDOWN_COUNTS", builder.folder().resolve("counts").toString());
  }

  /** The same program: between 1 and 2 the names of the packages changed, and nothing that it uses. */
  private static synchronized String withOlderPackages() {
    Path from = Path.of("src/world/disni/io/pindown/it/world/disni/DisniProgram.java");
    Path folder = Path.of("target", "it", "disni", "sources-1").toAbsolutePath();
    Path to = folder.resolve(from.getFileName());
    try {
      if (!Files.exists(to)) {
        Files.createDirectories(folder);
        Files.writeString(to, Files.readString(from).replace(PACKAGES_2 + ".", PACKAGES_1 + "."));
      }
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DynamicTest> tests(JvmResult result, int cached) {
    Map<String, String> artefact = result.artefact();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("runs to the end", () -> {
      result.expectExit(0);
      assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
      assertThat(artefact.get("wrongly-ended")).isEqualTo("0");
      assertThat(result.stderr().contains("adapter disni changes")).as(result.toString()).isEqualTo(cached == 1);
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
