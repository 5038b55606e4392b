package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.app.SilentApp;
import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.OrdinaryUser;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kernel monitor: what native code changes by itself hits watches and registrations, nobody is parked for ever, and where there is no
 * monitor the hooks go on alone and one line says why.
 */
class KernelMonitorIT {
  private static final String WIRE = "io.pindown.it.wire.WireApp";
  private static final String KERNEL = "io.pindown.it.kernel.KernelApp";
  private static final String NONE = KernelRequirement.NONE;

  private interface Check {
    void of(JvmResult result) throws Exception;
  }

  private static Stream<DynamicNode> on22(String name, java.util.function.Function<Jdk, JvmBuilder> program, Check check) {
    return Jdk.since(22).stream().map(jdk -> dynamicTest(jdk + " " + name, () -> {
      JvmResult result = program.apply(jdk).run(Programs.LIMIT);
      result.expectExit(0);
      monitored(result);
      assertThat(result.artefact()).as(result.toString()).doesNotContainKey("failure");
      check.of(result);
      if (name.equals("watch")) {
        new Cell("native-munmap", jdk.feature(), Attach.START, State.KERNEL, "KernelMonitorIT.whatNativeCodeUnmapsHitsTheWatchOverItOnly").record();
      } else if (name.equals("watch without")) {
        new Cell("native-munmap", jdk.feature(), Attach.START, State.UNSEEN, "KernelMonitorIT.withoutTheMonitorItIsNotSeen").record();
      }
    }));
  }

  private static void monitored(JvmResult result) {
    KernelRequirement.check(result, "native-munmap", "wire-unseen-*");
  }

  private static JvmBuilder kernel(Jdk jdk, String test, String options, String... scene) {
    return Programs.withAgent(jdk, "kernel/" + test, options).optimizing().main(KERNEL, scene);
  }

  @TestFactory
  Stream<DynamicNode> whatNativeCodeUnmapsHitsTheWatchOverItOnly() {
    return on22("watch", jdk -> kernel(jdk, "watch", "monitor=kernel", "watch"), result ->
        assertThat(result.artefact())
            .as(result.toString())
            .containsEntry("contained", "true")
            .containsEntry("clean-before", "true")
            .containsEntry("clean-after", "false")
            .containsEntry("generation-moved", "1")
            .containsEntry("neighbours-clean", "true")
            .containsEntry("drained", "1:1")
            .containsEntry("cached-then", "false")
            .containsEntry("cached-anew", "true")
            .containsEntry("hit-anew", "true")
            .containsEntry("unannounced", "1"));
  }

  @TestFactory
  Stream<DynamicNode> withoutTheMonitorItIsNotSeen() {
    return on22("watch without", jdk -> kernel(jdk, "watch-without", "", "watch"), result ->
        assertThat(result.artefact())
            .as(result.toString())
            .containsEntry("monitor", "false")
            .containsEntry("clean-after", "true")
            .containsEntry("generation-moved", "0")
            .containsEntry("cached-then", "true"));
  }

  @TestFactory
  Stream<DynamicNode> theBytesAreRightWhateverNativeCodeDoes() {
    return wire("monitored", "monitor=kernel", (path, counts) -> {
      assertThat(counts.get("wrong")).as(path + " wrong").isEqualTo("0");
      assertThat(counts.get("one-use")).as(path + ": what native code has changed is registered for each use").isEqualTo("6");
      assertThat(counts.get("hits")).as(path + ": and cached before").isEqualTo("3");
    });
  }

  @TestFactory
  Stream<DynamicNode> withoutTheMonitorTheyAreNot() {
    return wire("unmonitored", "", (path, counts) ->
        assertThat(Integer.parseInt(counts.get("wrong"))).as(path + " wrong").isPositive());
  }

  private static Stream<DynamicNode> wire(String name, String options, BiConsumer<String, Map<String, String>> check) {
    return Jdk.since(22).stream().map(jdk -> {
      JvmBuilder builder = Programs.withNic(Programs.withAgent(jdk, "kernel/wire-" + name, options));
      JvmResult result = builder.main(WIRE, "leased", "unseen").run(Programs.LIMIT);
      Map<String, String> artefact = result.artefact();
      DynamicTest end = dynamicTest("runs to the end", () -> {
        result.expectExit(0);
        UringRequirement.check(artefact);
        monitored(result);
        assertThat(artefact.keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
        assertThat(artefact.get("paths")).contains("unseen-munmap", "unseen-mremap", "unseen-madvise");
      });
      if (result.stderr().contains(NONE) || !artefact.containsKey("paths")) {
        return dynamicContainer(jdk + " " + name, Stream.of(end));
      }
      Stream<DynamicTest> each = Stream.of(artefact.get("paths").split(" ")).flatMap(path -> Stream.of(path + "-by-file", path + "-by-socket"))
          .map(path -> dynamicTest(path, () -> {
            check.accept(path, counts(artefact, path));
            boolean seen = !options.isEmpty();
            String test = seen ? "KernelMonitorIT.theBytesAreRightWhateverNativeCodeDoes" : "KernelMonitorIT.withoutTheMonitorTheyAreNot";
            new Cell("wire-" + path, jdk.feature(), Attach.START, seen ? State.KERNEL : State.UNSEEN, test).record();
          }));
      return dynamicContainer(jdk + " " + name, Stream.concat(Stream.of(end), each));
    });
  }

  private static Map<String, String> counts(Map<String, String> artefact, String path) {
    assertThat(artefact).containsKeys(path + "/wrong", path + "/hits", path + "/one-use");
    return Map.of("wrong", artefact.get(path + "/wrong"), "hits", artefact.get(path + "/hits"), "one-use", artefact.get(path + "/one-use"));
  }

  @TestFactory
  Stream<DynamicNode> aStormWithCollectionsAndProcessesEnds() {
    return on22("storm", jdk -> kernel(jdk, "storm", "mode=verify,verify-report=report.json", "storm"), result -> {
      Map<String, String> counts = result.artefact();
      assertThat(counts).as(result.toString()).containsEntry("failures", "0").containsEntry("rounds", "12000")
          .containsEntry("unannounced", "0").containsEntry("undecided", "0").containsEntry("losses", "0")
          .containsEntry("unmonitored", "0");
      assertThat(Long.parseLong(counts.get("events"))).as("events").isGreaterThanOrEqualTo(6000);
      assertThat(number(report(result), "pagesDiffering")).isZero();
    }).limit(1);
  }

  @TestFactory
  Stream<DynamicNode> aReaderThatEndsLeavesNobodyWaiting() {
    return on22("ended", jdk -> kernel(jdk, "ended", "monitor=kernel", "ended"), result -> {
      assertThat(result.artefact())
          .as(result.toString())
          .containsEntry("clean-before", "true")
          .containsEntry("clean-after", "false")
          .containsEntry("drained", "1")
          .containsEntry("cached-anew", "true")
          .containsEntry("hit-anew", "true")
          .containsEntry("losses", "1");
    });
  }

  /**
   * Another process stops the reader: who unmaps waits, unless the event was taken already; nothing is hit meanwhile, and after a second the
   * watchdog gives the monitor up.
   */
  @TestFactory
  Stream<DynamicNode> aReaderThatDoesNotGetToRunIsGivenUp() {
    return Stream.of("in", "before", "after").flatMap(where -> on22("late " + where, jdk -> kernel(jdk, "late-" + where, "monitor=kernel", "late", where), result -> {
      traceable(result);
      assertThat(result.artefact()).as(result.toString())
          .containsEntry("clean-before", "true")
          .containsEntry("waits-for-nobody", "true")
          .containsEntry("clean-after", "false").containsEntry("drained", "2").containsEntry("losses", "1")
          .containsEntry("cached-after", "false").containsEntry("cached-anew", "true");
      if (!where.equals("in")) {
        assertThat(result.artefact()).as(result.toString())
            .containsEntry("clean-late", "false").containsEntry("drained-late", "0")
            .containsEntry("cached-late", "false").containsEntry("hits-late", "1");
      }
      assertThat(result.stderr()).contains("the kernel monitor is lost, the hooks go on alone: its reader did not get to run while events waited");
    }));
  }

  /** More events than there is room for, and nobody applies them: everything counts as changed. With room for all, only what was changed. */
  @TestFactory
  Stream<DynamicNode> eventsThatWereOverwrittenAreALoss() {
    return Stream.of(70_001, 1_001).flatMap(events -> on22("ring " + events,
        jdk -> kernel(jdk, "ring-" + events, "monitor=kernel", "ring", Integer.toString(events)), result -> {
          traceable(result);
          boolean overwritten = events > 65_536;
          assertThat(result.artefact()).as(result.toString())
              .containsEntry("hit-0", "true").containsEntry("hit-1", "true").containsEntry("hit-2", Boolean.toString(overwritten))
              .containsEntry("drained", overwritten ? "3" : "2").containsEntry("losses", overwritten ? "1" : "0");
          if (!overwritten) {
            assertThat(result.artefact()).as(result.toString()).containsEntry("removed", Integer.toString(events));
          }
        }));
  }

  private static void traceable(JvmResult result) {
    String obstacle = result.artefact().get("not-traceable");
    if (obstacle != null) {
      System.out.println("SKIPPED KernelMonitorIT late: a thread may not be traced here: " + obstacle + "\n" + result.stderr());
      assertThat(System.getProperty("it.require", "")).doesNotContain("ptrace");
      Assumptions.abort(obstacle);
    }
  }

  @TestFactory
  Stream<DynamicNode> moreMappingsThanAllowedAreNotMonitoredAndCachedAllTheSame() {
    return on22("budget", jdk -> kernel(jdk, "budget", "monitor=kernel,monitor-mappings=0", "storm"), result -> {
      assertThat(result.artefact()).as(result.toString()).containsEntry("monitored", "0").containsEntry("events", "0").containsEntry("failures", "0");
      assertThat(Long.parseLong(result.artefact().get("unmonitored"))).isPositive();
      assertThat(Long.parseLong(result.artefact().get("hits"))).isPositive();
    });
  }

  @TestFactory
  Stream<DynamicNode> whatNoHookAnnouncedIsReported() {
    return on22("verify", jdk -> kernel(jdk, "verify", "mode=verify,verify-report=report.json", "watch"), result -> {
      String report = report(result);
      assertThat(number(report, "unannounced")).as(report).isEqualTo(1);
      assertThat(number(report, "announced")).as(report).isPositive();
      assertThat(number(report, "undecided")).as(report).isZero();
      assertThat(report).containsPattern("\"kind\": \"UNMAPPED\", \"start\": \"0x[0-9a-f]+\", \"end\": \"0x[0-9a-f]+\", \"container\": \"0x[0-9a-f]+\"");
      assertThat(result.stderr()).contains("pindown: memory was unmapped or mapped over and no hook announced it");
    });
  }

  /** What neither a hook nor the kernel tells, the frames do; they are there for root only, and the report says so to others. */
  @TestFactory
  Stream<DynamicNode> aPageThatIsAnotherOneIsReported() {
    return on22("frames", jdk -> Programs.withNic(kernel(jdk, "frames", "mode=verify,verify-report=report.json", "guard")), result -> {
      UringRequirement.check(result.artefact());
      assertThat(result.artefact()).as(result.toString()).containsEntry("cached", "true").containsEntry("hit", "true");
      String report = report(result);
      assertThat(number(report, "unannounced")).as(report).isZero();
      if (!report.contains("\"frames\": \"compared\"")) {
        System.out.println("SKIPPED KernelMonitorIT frames: " + report);
        assertThat(report).contains("root only");
        Assumptions.abort(report);
      }
      assertThat(number(report, "pagesCompared")).as(report).isGreaterThanOrEqualTo(64);
      // where the kernel moved some page of the machine meanwhile, nobody can tell whether this was one
      assertThat(number(report, "pagesDiffering") + number(report, "pagesUndecided")).as(report).isEqualTo(1);
      long page = Long.parseLong(result.artefact().get("mapping"), 16) + 3 * 4096;
      if (number(report, "pagesUndecided") == 0) {
        assertThat(report).contains("\"page\": \"0x" + Long.toHexString(page) + "\"");
        assertThat(result.stderr()).contains("a registered page is another one than was pinned");
      }
    });
  }

  /** No privilege is needed for the monitor. */
  @TestFactory
  Stream<DynamicNode> anOrdinaryUserHasItToo() {
    return Jdk.since(22).stream().map(jdk -> dynamicTest(jdk.toString(), () -> {
      OrdinaryUser user = new OrdinaryUser(jdk, 8L << 20);
      JvmBuilder builder = kernel(user.jdk(), "ordinary", "monitor=kernel", "watch");
      String obstacle = user.obstacle(builder.folder(), List.of(Places.agentJar(), Places.of(SilentApp.class), jdk.tool("java")));
      if (obstacle != null) {
        System.out.println("SKIPPED KernelMonitorIT ordinary user: " + obstacle);
        assertThat(System.getProperty("it.require", "")).doesNotContain("user");
        Assumptions.abort(obstacle);
      }
      JvmResult result = builder.run(Programs.LIMIT).expectExit(0);
      monitored(result);
      assertThat(result.artefact()).as(result.toString()).containsEntry("clean-after", "false").containsEntry("drained", "1:1");
    }));
  }

  /** As a container's seccomp profile does: refused, said in one line, and the hooks go on. */
  @TestFactory
  Stream<DynamicNode> whereUserfaultfdIsForbiddenTheHooksGoOnAlone() {
    return Jdk.since(22).stream().map(jdk -> dynamicTest(jdk.toString(), () -> {
      Path launcher = SeccompLauncher.build();
      if (launcher == null) {
        System.out.println("SKIPPED KernelMonitorIT seccomp: no gcc here, or it cannot build the launcher");
        assertThat(System.getProperty("it.require", "")).doesNotContain("gcc");
        Assumptions.abort("no gcc");
      }
      Jdk forbidden = SeccompLauncher.jdk(jdk, launcher);
      JvmResult result = kernel(forbidden, "seccomp", "monitor=kernel", "watch").run(Programs.LIMIT).expectExit(0);
      assertThat(result.stderr()).startsWith(NONE + "the kernel refuses userfaultfd: EPERM").contains("seccomp");
      assertThat(result.artefact()).as(result.toString()).containsEntry("monitor", "false").containsEntry("cached-anew", "true").containsEntry("hit-anew", "true");
    }));
  }

  @TestFactory
  Stream<DynamicNode> aHealthyStartSaysNothing() {
    return on22("silent", jdk -> Programs.empty(jdk, "kernel/silent").classPath(Places.of(SilentApp.class))
        .agent(Places.agentJar(), "monitor=kernel").main(SilentApp.class.getName()), result -> {
          assertThat(result.stdout()).contains("direct 1000003");
          assertThat(result.stderr()).startsWith("an error of the program's own");
        });
  }

  /** On 17 and 21 there is none: said in one line, and all else works. */
  @TestFactory
  Stream<DynamicNode> aJdkThatIsTooOldGoesOnWithoutIt() {
    return Jdk.all().stream().filter(jdk -> jdk.feature() < 22).map(jdk -> dynamicTest(jdk.toString(), () -> {
      JvmResult result = Programs.bare(jdk, "kernel/old").agent(Places.agentJar(), "monitor=kernel").main(SilentApp.class.getName()).run(Programs.LIMIT);
      result.expectExit(0);
      assertThat(result.stderr()).startsWith(NONE + "it needs JDK 22 or later, this is " + jdk.feature());
    }));
  }

  private static String report(JvmResult result) throws IOException {
    return Files.readString(result.folder().resolve("report.json"));
  }

  private static long number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(json);
    assertThat(matcher.find()).as(name + " in " + json).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
