package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Libraries of others do under the agent what they do without it, what is sent from their memory through a cache is never stale, no page
 * frame behind a registration is another one than was pinned, and the kernel reports no change of it that no hook announced.
 * A part of it in the default build, on one JDK; all under {@code -Preal-world}.
 */
class RealWorldIT {
  /** The kernel monitor needs the final FFM API. */
  private static final int MONITORED = 22;
  private static final String REPORT = "verify.json";
  private static final boolean ALL = Boolean.getBoolean("it.world.all");
  private static final List<String> PART = List.of("netty-native-http-epoll", "lucene-9", "agrona-buffers");
  /** Those whose memory comes and goes often at the same address. */
  private static final List<String> BLIND = List.of("agrona-buffers", "lucene-9", "chronicle-queue");
  private static final String ONLY = System.getProperty("it.world.only", "");
  private static final String SCALE = System.getProperty("it.world.scale", "1");
  private static final RealWorldTable TABLE = new RealWorldTable();

  @TestFactory
  Stream<DynamicNode> theSameWithTheAgentAndNeverStale() {
    return chosen()
        .map(program -> dynamicContainer(program.name(), jdks(program).map(jdk -> dynamicTest(jdk.toString(), () -> compare(program, jdk)))));
  }

  /** So that the others can fail: a cache that is told of nothing sends other pages than the program sees. */
  @TestFactory
  Stream<DynamicNode> aBlindCacheIsStale() {
    return chosen().filter(program -> BLIND.contains(program.name()))
        .map(program -> dynamicContainer(program.name(), jdks(program).map(jdk -> dynamicTest(jdk.toString(), () -> {
          Map<String, String> outlet = program.on(jdk, "blind", null, "outlet=blind").run(RealProgram.LIMIT).expectExit(0).artefact();
          Assumptions.assumeTrue(outlet.get("outlet.frames-visible").equals("true"), "page frames are to be seen by root only");
          assertThat(Long.parseLong(outlet.get("outlet.stale-pages"))).as("stale pages").isPositive();
        }))));
  }

  private static Stream<RealProgram> chosen() {
    return RealProgram.all().stream()
        .filter(program -> ALL || PART.contains(program.name()))
        .filter(program -> ONLY.isEmpty() || List.of(ONLY.split(",")).contains(program.name()));
  }

  private static Stream<Jdk> jdks(RealProgram program) {
    return ALL ? Jdk.since(program.since()).stream() : Stream.of(Jdk.preferred(25));
  }

  private static void compare(RealProgram program, Jdk jdk) {
    assertThat(LibraryPrograms.isThere(program.library())).as("jars of %s: mvn -Preal-world fetches them", program.library()).isTrue();
    JvmResult without = program.on(jdk, "without", null, "scale=" + SCALE).run(RealProgram.LIMIT).expectExit(0);
    JvmResult with = program.on(jdk, "with", "mode=verify,verify-report=" + REPORT, "scale=" + SCALE).run(RealProgram.LIMIT).expectExit(0);
    assertThat(results(with)).as(with.toString()).isNotEmpty().isEqualTo(results(without));
    assertThat(said(with, jdk)).as(with.toString()).isEmpty();
    Map<String, String> outlet = with.artefact();
    System.out.println(program + " " + jdk + " " + numbers(outlet) + "; without the agent " + without.artefact().get("millis") + " ms");
    assertThat(outlet).as(with.toString()).containsEntry("outlet.stale-pages", "0").containsEntry("outlet.in-use-invalidations", "0");
    assertThat(Long.parseLong(outlet.get("outlet.hits"))).as("hits").isPositive();
    KernelVerdict verdict = KernelVerdict.of(with.folder().resolve(REPORT)); // the JVM starts in the folder of its streams
    System.out.println(program + " " + jdk + " " + verdict);
    verdict.checkEvents();
    if (outlet.get("outlet.frames-visible").equals("true")) {
      verdict.checkFrames();
    }
    TABLE.add(program, jdk, outlet, verdict);
  }

  /** What the agent said, but for the one line of a JDK that has no kernel monitor. */
  private static List<String> said(JvmResult result, Jdk jdk) {
    Stream<String> lines = result.stderr().lines().filter(line -> line.contains("pindown:"));
    return lines.filter(line -> jdk.feature() >= MONITORED || !line.startsWith(KernelRequirement.NONE)).toList();
  }

  private static Map<String, String> results(JvmResult result) {
    Map<String, String> results = new TreeMap<>(result.artefact());
    results.keySet().removeIf(key -> !key.startsWith("result."));
    return results;
  }

  private static Map<String, String> numbers(Map<String, String> artefact) {
    Map<String, String> numbers = new TreeMap<>(artefact);
    numbers.keySet().removeIf(key -> key.startsWith("result."));
    return numbers;
  }
}
