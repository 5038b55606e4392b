package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ScarceApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The process can have neither another thread nor a large block nor a large mapping: the cache does without its thread, and has it once it can. */
class ScarcityIT {
  private static JvmBuilder program(JvmBuilder builder, String... how) {
    return builder.flags("-Xss128m", "-Xlog:os+thread=off", "-XX:MaxDirectMemorySize=1g").main(ScarceApp.class.getName(), how);
  }

  private static Map<String, String> expected(boolean limited) {
    String possible = Boolean.toString(!limited);
    Map<String, String> expected = new HashMap<>(Map.of("thread", possible, "own-thread", possible, "block", possible, "mapping", possible));
    expected.putAll(Map.of("registered", "1", "live", "1", "registered-next", "2", "live-next", "1", "own-thread-later", "true", "live-last", "1"));
    if (limited) {
      expected.put("containers", "0");
    }
    return expected;
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void doesWithout(Jdk jdk) {
    JvmResult result = program(Programs.withAgent(jdk, "scarcity/limited", ""), "limited").run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected(true));
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).containsOnlyOnce("registration cache scarce has no thread of its own yet");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void hasItAllWhereNothingIsScarce(Jdk jdk) {
    JvmResult result = program(Programs.withAgent(jdk, "scarcity/free", ""), "free").run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected(false));
    assertThat(result.stderr()).isEmpty();
  }

  /** The agent comes when there is no thread to be had for it either. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void anAgentThatComesThenDoesWithout(Jdk jdk) throws IOException {
    JvmBuilder builder = program(Programs.withoutAgent(jdk, "scarcity/attached").flags("-XX:+EnableDynamicAgentLoading", "-XX:+StartAttachListener"), "limited", "meet");
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      AgentCommand.run(jdk, "attach", jvm.pid(), "monitor=kernel").expect(0);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(expected(true));
      assertThat(result.stdout()).isEmpty();
      assertThat(result.stderr()).containsOnlyOnce("pindown: there is no kernel monitor, the hooks go on alone: ");
      if (jdk.feature() >= 22 && !result.stderr().contains("the kernel refuses userfaultfd")) {
        assertThat(result.stderr()).contains("the hooks go on alone: no thread is to be had to look after it");
      }
    }
  }
}
