package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel counts as pinned, of a program that registers for each use: all of it while it is cached, one buffer once the agent is off. */
class PinsIT {
  private static final long ALL = 16 * (64 << 10);
  private static final long ONE = 72 << 10; // two pages more, since it begins where malloc has put it
  private static final int LOOKS = 100;

  static Stream<Jdk> withRings() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("withRings")
  void offUnpins(Jdk jdk) throws IOException {
    JvmBuilder builder = Programs.withNic(Programs.withAgent(jdk, "commands/pins", "")).flags("-XX:+EnableDynamicAgentLoading")
        .main("io.pindown.it.wire.ControlledRingApp");
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      Properties available = new Properties();
      try (var in = Files.newInputStream(builder.folder().resolve(Path.of("artefact.properties")))) {
        available.load(in);
      }
      UringRequirement.check(Map.of("available", available.getProperty("available"), "cause", available.getProperty("cause")));
      awaitPinned(jvm);
      assertThat(AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0).out()).startsWith("mode off, before: cache");
      assertOneAtMost(jvm);
      assertThat(AgentCommand.run(jdk, "mode", jvm.pid(), "cache").expect(0).out()).startsWith("mode cache, before: off");
      awaitPinned(jvm);
      AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0);
      assertOneAtMost(jvm);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).containsEntry("slots", "0");
      assertThat(result.stderr()).isEmpty();
    }
  }

  private static void awaitPinned(ControlledJvm jvm) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> jvm.memory("VmPin") >= ALL);
  }

  /** As many looks as there are, at whatever moments: never more than the one that is in use. */
  private static void assertOneAtMost(ControlledJvm jvm) throws IOException {
    long most = 0;
    for (int i = 0; i < LOOKS; i++) {
      most = Math.max(most, jvm.memory("VmPin"));
      Thread.onSpinWait();
    }
    assertThat(most).isLessThanOrEqualTo(ONE);
  }
}
