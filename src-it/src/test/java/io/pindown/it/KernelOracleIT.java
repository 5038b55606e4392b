package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.app.HookRemovingAgent;
import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.OrdinaryUser;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code mode=verify}: says who made a change that no hook announced, finds exactly what a missing hook leaves unannounced, and without privilege
 * pages that are gone and mappings that were replaced.
 */
class KernelOracleIT {
  private static final String KERNEL = "io.pindown.it.kernel.KernelApp";
  private static final String VERIFY = "mode=verify,verify-report=report.json";
  private static final Pattern FINDING =
      Pattern.compile(
          "\"kind\": \"(\\w+)\", \"start\": \"0x(\\w+)\", \"end\": \"0x\\w+\", \"container\": \"0x\\w+\",\\s+\"osThread\": (\\w+), \"thread\": \"?([^\"]+)\"?,"
              + " \"call\": \"?(\\w+)\"?, \"code\": \"?([^\"]+?)\"?, \"caller\": \"?([^\"]+?)\"?,\\s+\"framesAfterwards\": \\[(.*)\\], \"unknown\": (.*)\\}");

  private interface Check {
    void of(JvmResult result, String report) throws Exception;
  }

  private record Finding(String kind, String start, String osThread, String thread, String call, String code, String caller, String frames, String unknown) {}

  private static Stream<DynamicNode> each(java.util.function.Function<Jdk, JvmBuilder> program, Check check) {
    return Jdk.since(22).stream().map(jdk -> dynamicTest(jdk.toString(), () -> {
      JvmResult result = program.apply(jdk).run(Programs.LIMIT);
      result.expectExit(0);
      KernelRequirement.check(result);
      assertThat(result.artefact()).as(result.toString()).doesNotContainKey("failure");
      Path report = result.folder().resolve("report.json");
      check.of(result, Files.exists(report) ? Files.readString(report) : null);
    }));
  }

  private static JvmBuilder kernel(Jdk jdk, String test, String options, String scene) {
    return Programs.withAgent(jdk, "oracle/" + test, options).main(KERNEL, scene);
  }

  @TestFactory
  Stream<DynamicNode> whoDidItIsNamed() throws IOException, InterruptedException {
    Path library = CProgram.buildOrSkip("quiet", "libquiet.so", "-shared", "-fPIC");
    return each(jdk -> kernel(jdk, "thieves", VERIFY, "thieves").flags("-Dit.quiet=" + library), (result, report) -> {
      Map<String, String> artefact = result.artefact();
      List<Finding> findings = findings(report);
      assertThat(findings).as(report).hasSize(10);
      assertThat(number(report, "unannounced")).isEqualTo(10);
      Finding quiet = of(findings, "a thief of pages by name", "UNMAPPED"); // of 24 letters, where the kernel keeps 15
      is(quiet, artefact, "munmap");
      assertThat(quiet.code).startsWith("libc.so.6+0x");
      assertThat(quiet.caller).startsWith("libquiet.so+0x");
      is(of(findings, "dropper", "REMOVED"), artefact, "madvise");
      assertThat(of(findings, "dropper", "REMOVED").code).startsWith("code made at run time, at 0x");
      is(of(findings, "overmapper", "UNMAPPED"), artefact, "mmap");
      is(of(findings, "mover", "MOVED"), artefact, "mremap");
      assertThat(result.stderr())
          .containsPattern("no hook announced it: .* by thread \"a thief of pages by name\" \\(\\d+\\) in munmap, which returns to libc\\.so\\.6\\+0x\\w+, called from libquiet\\.so\\+0x\\w+;"
              + " a moment later it was at ");
      List<Finding> crowd = findings.subList(4, 10);
      Set<String> loot = new TreeSet<>();
      for (Finding of : crowd) {
        loot.add(of.start);
        if (!of.osThread.equals("null")) { // else it was on a processor when the reader looked: not named, and nobody else is
          is(of, artefact, "munmap");
        }
      }
      assertThat(loot).as(report).hasSize(6);
      assertThat(crowd).as(report).anyMatch(f -> f.thread.startsWith("crowd-"));
      for (int i = 0; i < 4; i++) {
        String[] event = artefact.get("jfr." + i).split("\\|", 4);
        assertThat(event[0]).isEqualTo(findings.get(i).thread);
        assertThat(event[1]).as(event[0]).isEqualTo(artefact.get("thief." + event[0]));
        assertThat(event[2]).as(event[0]).isEqualTo(findings.get(i).call);
        assertThat(event[3]).as(event[0]).contains("io.pindown.it.kernel.Thieves.lambda$thief");
      }
    });
  }

  private static Finding of(List<Finding> findings, String thread, String kind) {
    return findings.stream().filter(f -> f.thread.equals(thread) && f.kind.equals(kind)).findFirst().orElseThrow(() -> new AssertionError(thread + " in " + findings));
  }

  private static void is(Finding finding, Map<String, String> artefact, String call) {
    assertThat(finding.osThread).as(finding.toString()).isEqualTo(artefact.get("thief." + finding.thread));
    assertThat(finding.start).as(finding.toString()).isEqualTo(artefact.get("loot." + finding.thread));
    assertThat(finding.call).as(finding.toString()).isEqualTo(call);
    assertThat(finding.frames).as(finding.toString()).contains("io.pindown.it.kernel.Thieves.lambda$thief");
    assertThat(finding.unknown).as(finding.toString()).isEqualTo("null");
  }

  /** A JDK whose hook at the end of a file's mapping is gone, and Pindown does not know: exactly those ends are reported. */
  @TestFactory
  Stream<DynamicNode> aHookThatIsMissingIsFound() {
    return each(jdk -> twin(jdk, "twin", "twin", VERIFY), (result, report) -> {
      Map<String, String> artefact = result.artefact();
      assertThat(artefact).as(result.toString())
          .containsEntry("proven", "true").containsEntry("before", "true").containsEntry("sites", "1").containsEntry("unseen", "5")
          .containsEntry("coverage", "true").containsEntry("block.0", "true").containsEntry("block.4", "true");
      List<Finding> findings = findings(report);
      assertThat(findings.stream().map(Finding::start)).as(report).containsExactly(artefact.get("mappings").split(" "));
      assertThat(findings).allMatch(f -> f.kind.equals("UNMAPPED") && f.osThread.equals(artefact.get("thread")) && f.call.equals("munmap"));
      assertThat(number(report, "unannounced")).as(report).isEqualTo(5);
      assertThat(number(report, "undecided")).as(report).isZero();
      assertThat(number(report, "announced")).as(report).isGreaterThanOrEqualTo(6);
    });
  }

  /** The same agents and the same program with all hooks in. */
  @TestFactory
  Stream<DynamicNode> withAllHooksNothingIsReported() {
    return each(jdk -> twin(jdk, "whole", "whole", VERIFY), (result, report) -> {
      assertThat(result.artefact()).as(result.toString())
          .containsEntry("proven", "true").containsEntry("before", "true").containsEntry("unseen", "0").doesNotContainKey("sites");
      assertThat(findings(report)).as(report).isEmpty();
      assertThat(number(report, "unannounced")).as(report).isZero();
      assertThat(number(report, "announced")).as(report).isGreaterThanOrEqualTo(11);
    });
  }

  private static JvmBuilder twin(Jdk jdk, String test, String scene, String options) {
    return Programs.plain(jdk, "oracle/" + test)
        .agent(ProgramJar.agent(HookRemovingAgent.class), Places.agentJar() + "|" + options)
        .main(KERNEL, scene);
  }

  /** What needs no privilege: a page that was dropped, a mapping that was replaced. */
  @TestFactory
  Stream<DynamicNode> pagesThatAreGoneAndMappingsThatWereReplacedAreReported() {
    return each(jdk -> kernel(jdk, "lost-pages", VERIFY, "lost-pages"), KernelOracleIT::lostPages);
  }

  @TestFactory
  Stream<DynamicNode> toAnOrdinaryUserToo() {
    return Jdk.since(22).stream().map(jdk -> dynamicTest(jdk.toString(), () -> {
      OrdinaryUser user = new OrdinaryUser(jdk, 8L << 20);
      JvmBuilder builder = kernel(user.jdk(), "lost-pages-ordinary", VERIFY, "lost-pages");
      String obstacle = user.obstacle(builder.folder(), List.of(Places.agentJar(), Places.of(SilentApp.class), jdk.tool("java")));
      if (obstacle != null) {
        System.out.println("SKIPPED KernelOracleIT ordinary user: " + obstacle);
        assertThat(System.getProperty("it.require", "")).doesNotContain("user");
        Assumptions.abort(obstacle);
      }
      JvmResult result = builder.run(Programs.LIMIT).expectExit(0);
      KernelRequirement.check(result);
      String report = Files.readString(result.folder().resolve("report.json"));
      assertThat(report).contains("\"frames\": \"the kernel shows page frames to root only\"");
      lostPages(result, report);
    }));
  }

  private static void lostPages(JvmResult result, String report) {
    assertThat(result.artefact()).as(result.toString()).doesNotContainKey("failure").containsEntry("cached", "true").containsEntry("unannounced", "0");
    assertThat(number(report, "pagesGone")).as(report).isEqualTo(1);
    assertThat(number(report, "mappingsReplaced")).as(report).isEqualTo(1);
    assertThat(number(report, "pagesDiffering")).as(report).isZero();
    long guarded = Long.parseLong(result.artefact().get("guarded"), 16);
    assertThat(report)
        .contains("{\"difference\": \"GONE\", \"page\": \"0x" + Long.toHexString(guarded + 3 * 4096) + "\", \"registration\": \"0x" + Long.toHexString(guarded) + "\"}")
        .contains("{\"difference\": \"MAPPING\", \"page\": \"0x" + result.artefact().get("attached-over") + "\"");
    assertThat(result.stderr()).contains("pindown: a registered page was dropped, and no event told", "pindown: a registered mapping was replaced, and no event told");
  }

  private static List<Finding> findings(String report) {
    List<Finding> findings = new ArrayList<>();
    Matcher m = FINDING.matcher(report);
    while (m.find()) {
      findings.add(new Finding(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5), m.group(6), m.group(7), m.group(8), m.group(9)));
    }
    return findings;
  }

  private static long number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(json);
    assertThat(matcher.find()).as(name + " in " + json).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
