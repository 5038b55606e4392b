package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.pindown.it.app.AttachUnderLoadApp;
import io.pindown.it.app.BeforeAttachApp;
import io.pindown.it.app.OlderMemoryApp;
import io.pindown.it.app.PathsApp;
import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.ForkedJvm;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent comes to a JVM that runs already. */
class AttachIT {
  @TestFactory
  Stream<DynamicNode> everyPathAfterAttaching() {
    return Jdk.all().stream().map(jdk -> {
      String[] arguments = jdk.feature() >= 21 ? new String[] {"meet", "foreign"} : new String[] {"meet"};
      JvmBuilder builder = Programs.plain(jdk, "attach/paths").main(PathsApp.class.getName(), arguments);
      return PathTests.recorded(jdk + " attached", attach(jdk, builder), jdk, Attach.LATE, "AttachIT.everyPathAfterAttaching");
    });
  }

  /** The same, with core a dependency of the program that was used before the agent was there. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void memoryAndCompiledLoopsFromBefore(Jdk jdk) {
    JvmBuilder builder = Programs.withoutAgent(jdk, "attach/before").optimizing().main(BeforeAttachApp.class.getName());
    JvmResult result = attach(jdk, builder).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("hooked-before", "false"),
        Map.entry("clean-before", "true"),
        Map.entry("hooked-after", "true"),
        Map.entry("clean-after", "false"),
        Map.entry("drained-after", "2"),
        Map.entry("rearmed", "true"),
        Map.entry("clean-rearmed", "true"),
        Map.entry("freed.drained", "1"),
        Map.entry("freed.cookie", "7"),
        Map.entry("kept-clean", "true"),
        Map.entry("kept", "1000003"),
        Map.entry("old-memory", "true"),
        Map.entry("old-block", "UNKNOWN_CONTAINER"),
        Map.entry("declared-block", "true"),
        Map.entry("new-memory", "true"),
        Map.entry("loop-reported", "true")));
    assertThat(result.stdout() + result.stderr()).isEmpty();
    new Cell("block-from-before-the-attach", jdk.feature(), Attach.LATE, State.REFUSED, "AttachIT.memoryAndCompiledLoopsFromBefore").record();
  }

  /** Each kind of memory taken before: adopted and then cached, its end seen; or registered for each use, for the reason that is so. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void memoryFromBeforeIsAdoptedOrRefusedByReason(Jdk jdk) {
    boolean arenas = jdk.feature() >= 21;
    JvmBuilder builder = Programs.withoutAgent(jdk, "attach/older").flags("--add-opens", "java.base/java.nio=ALL-UNNAMED")
        .main(OlderMemoryApp.class.getName(), arenas ? new String[] {"io.pindown.it.foreign.OlderArenas"} : new String[0]);
    JvmResult result = attach(jdk, builder).expectExit(0);
    Map<String, String> expected = new TreeMap<>(Map.of("hooked", "true"));
    for (String kind : List.of("direct", "direct-by-address", "view", "smallest", "mapped", "mapped-by-address")) {
      expected.put(kind, "cached");
      expected.put(kind + ".end", "reported 1");
    }
    expected.putAll(Map.of("small", "TOO_SMALL", "small.end", "reported 0", "unsafe", "UNKNOWN_CONTAINER", "unsafe.end", "reported 0",
        "native", "NO_CLEANER", "native.end", "reported 0", "native-view", "NO_CLEANER", "stranger", "UNKNOWN_CONTAINER", "ended", "ENDED"));
    expected.put("hits", "6");
    expected.put("reasons", "12");
    if (arenas) {
      expected.putAll(Map.of("shared", "cached", "shared-slice", "cached", "shared-buffer", "cached", "shared-reinterpreted-inside", "cached",
          "shared-small", "TOO_SMALL", "shared-reinterpreted", "FOREIGN", "shared-last", "cached", "shared-last.end", "reported 2",
          "shared-closed", "ENDED"));
      expected.putAll(Map.of("confined", "cached", "confined-second", "cached", "confined.end", "reported 2", "confined-to-another", "CONFINED"));
      expected.putAll(Map.of("auto", "cached", "auto.end", "reported 1", "global", "FOREIGN", "foreign", "FOREIGN", "foreign-buffer", "FOREIGN",
          "heap", "FOREIGN", "mapped-arena", "cached", "mapped-arena.end", "reported 1"));
      expected.put("hits", "18");
      expected.put("reasons", "28");
    }
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected);
    assertThat(result.stdout() + result.stderr()).isEmpty();
    String test = "AttachIT.memoryFromBeforeIsAdoptedOrRefusedByReason";
    new Cell("direct-from-before-the-attach", jdk.feature(), Attach.LATE, State.COVERED, test).record();
    new Cell("map-from-before-the-attach", jdk.feature(), Attach.LATE, State.COVERED, test).record();
    new Cell("native-buffer-from-before-the-attach", jdk.feature(), Attach.LATE, State.REFUSED, test).record();
    if (arenas) {
      new Cell("arena-from-before-the-attach", jdk.feature(), Attach.LATE, State.COVERED, test).record();
      new Cell("arena-confined-to-another-thread-from-before", jdk.feature(), Attach.LATE, State.REFUSED, test).record();
    }
  }

  /** Threads take and end buffers all the while: no registration is older than its buffer, and no container outlives its memory. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void underLoad(Jdk jdk) {
    JvmBuilder builder = Programs.withoutAgent(jdk, "attach/load").optimizing().main(AttachUnderLoadApp.class.getName());
    JvmResult result = attach(jdk, builder).expectExit(0);
    assertThat(result.artefact()).as(result.toString())
        .isEqualTo(Map.of("hooked", "true", "stale", "0", "known", "0", "cached", "true", "older", "true", "hits", "true", "failure", "null"));
    assertThat(result.stderr()).doesNotContain("pindown: ");
  }

  /** By the JDK's own tool, with options; jcmd cuts an argument at the first = unless it is quoted twice. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void attachedByJcmd(Jdk jdk) {
    JvmBuilder builder = Programs.plain(jdk, "attach/jcmd").main(PathsApp.class.getName(), "meet");
    JvmResult result = attach(jdk, builder, jvm -> {
      Path log = builder.folder().resolve("jcmd.txt");
      String pid = Long.toString(jvm.pid());
      ProcessBuilder jcmd = new ProcessBuilder(
          jdk.tool("jcmd").toString(), pid, "JVMTI.agent_load", Places.agentJar().toString(), "\"mode=cache,log=info\"");
      assertThat(jcmd.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor()).isZero();
      assertThat(Files.readString(log)).contains("return code: 0");
    });
    assertThat(result.expectExit(0).artefact()).as(result.toString()).containsEntry("hooked", "true");
    String gap = jdk.feature() < 21 ? "pindown: reflection on the native that unmaps files is not seen, since its class was loaded before the agent: "
        + "java.lang.ClassNotFoundException: java.lang.foreign.MemorySegment\n" : "";
    assertThat(result.stderr()).matches(
        "pindown: adopted \\d+ buffers and \\d+ blocks of \\d+ arenas, \\d+ bytes, in \\d+ ms; left out \\d+ below 4 KiB, \\d+ of unknown extent\n"
            + "pindown: installed\n" + java.util.regex.Pattern.quote(gap));
  }

  private interface Attaching {
    void to(ForkedJvm jvm) throws Exception;
  }

  /** For programs that meet the test before they begin. */
  static JvmResult attach(Jdk jdk, JvmBuilder builder) {
    return attach(jdk, builder, "");
  }

  /** The same, with options as after the {@code =} of {@code -javaagent:jar=options}. */
  static JvmResult attach(Jdk jdk, JvmBuilder builder, String options) {
    return attach(jdk, builder, jvm -> {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
      machine.loadAgent(Places.agentJar().toString(), options);
      machine.detach();
    });
  }

  private static JvmResult attach(Jdk jdk, JvmBuilder builder, Attaching attaching) {
    if (jdk.feature() >= 21) {
      builder.flags("-XX:+EnableDynamicAgentLoading");
    }
    Path ready = builder.folder().resolve("ready");
    try (ForkedJvm jvm = builder.start()) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(ready) || !jvm.isAlive());
      if (jvm.isAlive()) {
        attaching.to(jvm);
        Files.createFile(builder.folder().resolve("go"));
      }
      return jvm.await(Programs.LIMIT);
    } catch (Exception e) {
      throw new AssertionError("cannot attach to " + builder.folder(), e);
    }
  }
}
