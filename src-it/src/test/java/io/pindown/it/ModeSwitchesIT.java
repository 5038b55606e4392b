package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.SwitchedApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent's mode is changed again and again while threads allocate, free, map, move and send: no wrong byte, no lost invalidation, nothing that grows, and
 * classes as they were after all of it. By hand with more rounds: {@code -Dit.switches=100}.
 */
class ModeSwitchesIT {
  private static final int ROUNDS = Integer.getInteger("it.switches", 4);
  private static final long MIB = 1 << 20;

  /** The kernel monitor can be started once in a process, so that off and verify do not come in one round. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void betweenObserveVerifyAndCache(Jdk jdk) {
    JvmBuilder builder = builder(Programs.withAgent(jdk, "switches/verify", "cost=1000+86,log=off"), jdk);
    JvmResult result = builder.main(SwitchedApp.class.getName(), Integer.toString(ROUNDS), seed(), "2", "observe+verify+cache").run(limit()).expectExit(0);
    check(jdk, result);
  }

  /** With the agent attached: the classes are the very ones from before it came, as often as the hooks went in and out. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void throughOffAndBack(Jdk jdk) throws IOException {
    JvmBuilder builder = builder(Programs.withoutAgent(jdk, "switches/off"), jdk);
    if (jdk.feature() >= 21) {
      builder.flags("-XX:+EnableDynamicAgentLoading");
    }
    builder.main(SwitchedApp.class.getName(), Integer.toString(ROUNDS), seed(), "2", "off+observe+off+cache+off", "meet");
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      Map<String, String> before = CommandsIT.classes(jvm.look());
      AgentCommand.run(jdk, "attach", jvm.pid(), "cost=1000+86,log=off").expect(0);
      Files.createFile(builder.folder().resolve("go"));
      Path end = builder.folder().resolve("ready-end");
      Awaitility.await().atMost(limit()).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(end) || !jvm.isAlive());
      if (jvm.isAlive()) {
        CommandsIT.assertAsBefore(jdk, before, CommandsIT.classes(jvm.look()));
      }
      JvmResult result = jvm.go("end").expectExit(0);
      check(jdk, result);
      assertThat(number(result.artefact(), "held/after")).as("places of the ring's table that are taken with the agent off").isZero();
    }
  }

  /** The heap is resident from the beginning, so that how much of it the collector happens to have used is not taken for growth. */
  private static JvmBuilder builder(JvmBuilder builder, Jdk jdk) {
    builder.optimizing().flags("-Xms256m", "-XX:+AlwaysPreTouch").environment("MALLOC_MMAP_THRESHOLD_", "131072").environment("MALLOC_ARENA_MAX", "2");
    return jdk.feature() > 21 ? Programs.withNic(builder) : builder;
  }

  private static Duration limit() {
    return Programs.LIMIT.plus(Duration.ofSeconds(4L * ROUNDS));
  }

  private static String seed() {
    String seed = System.getProperty("it.switches.seed", Long.toString(System.nanoTime()));
    System.out.println("mode switches, " + ROUNDS + " rounds: -Dit.switches.seed=" + seed);
    return seed;
  }

  private static void check(Jdk jdk, JvmResult result) {
    Map<String, String> artefact = result.artefact();
    System.out.println(jdk + " " + artefact);
    assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
    Truths.check(jdk, artefact);
    for (String port : new String[] {"sheltered", "exposed"}) {
      assertThat(number(artefact, port + "/wrong-bytes")).as(artefact.get(port + "/first-wrong")).isZero();
      assertThat(number(artefact, port + "/lost")).as(artefact.get(port + "/first-wrong")).isZero();
      assertThat(artefact.get(port + "/broken")).as("what does not add up").isEmpty();
      assertThat(artefact.get(port + "/registrations")).isEqualTo(artefact.get(port + "/deregistrations"));
      assertThat(artefact.get(port + "/pinned")).isEqualTo("0");
      assertThat(number(artefact, port + "/sends")).isPositive();
    }
    assertThat(number(artefact, "traffic/wrong")).isZero();
    assertThat(number(artefact, "sheltered/in-use-invalidations")).as("memory said to be freed under a lease").isZero();
    assertThat(number(artefact, "dropped-containers")).isZero();
    assertThat(artefact.get("kernel-after")).isEqualTo(artefact.get("kernel-before"));
    assertThat(grown(artefact, "heap")).as("heap, bytes").isLessThan(2 * MIB);
    assertThat(grown(artefact, "resident")).as("resident, bytes").isLessThan(48 * MIB);
    assertThat(grown(artefact, "descriptors")).as("open files").isLessThanOrEqualTo(0);
    assertThat(newThreads(artefact)).as("but the one of the ring's cache, which it has from its first registration on").hasSizeLessThanOrEqualTo(1)
        .allMatch(name -> name.startsWith("pindown"));
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).as("no failure and no doubt is said").doesNotContain("pindown: ");
  }

  private static long grown(Map<String, String> artefact, String what) {
    return number(artefact, "after/" + what) - number(artefact, "before/" + what);
  }

  private static List<String> newThreads(Map<String, String> artefact) {
    List<String> threads = names(artefact, "after");
    names(artefact, "before").forEach(threads::remove);
    return threads;
  }

  private static List<String> names(Map<String, String> artefact, String when) {
    String all = artefact.get(when + "/thread-names");
    return new ArrayList<>(List.of(all.substring(1, all.length() - 1).split(", ")));
  }

  private static long number(Map<String, String> artefact, String key) {
    assertThat(artefact).containsKey(key);
    return Long.parseLong(artefact.get(key));
  }
}
