package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.LoadedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent comes at the start of a program under load, in each mode in turn, or while it runs, by the command of another JDK, and changes its mode and goes:
 * the program ends as it does without, its bytes arrive, and nobody but the program says anything. By hand {@code -Dit.starts=200}.
 */
class StartsIT {
  private static final int STARTS = Integer.getInteger("it.starts", 4);
  private static final String[] MODES = {"cache", "observe", "verify", "off"};
  private static final Map<String, String> RIGHT = Map.of("wrong", "0", "worked", "true");

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void startedInEachMode(Jdk jdk) {
    JvmResult without = program(Programs.plain(jdk, "starts/without"), jdk).main(LoadedApp.class.getName(), "300").run(Programs.LIMIT).expectExit(0);
    for (int i = 0; i < STARTS; i++) {
      JvmBuilder builder = program(Programs.withAgent(jdk, "starts/started", "log=error,cost=1000+86,mode=" + MODES[i % MODES.length]), jdk);
      same(builder.main(LoadedApp.class.getName(), "300").run(Programs.LIMIT), without, i);
    }
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void attachedUnderLoadByAnotherJdk(Jdk jdk) throws IOException {
    List<Jdk> all = Jdk.all();
    JvmResult without = program(Programs.plain(jdk, "starts/alone"), jdk).main(LoadedApp.class.getName(), "300").run(Programs.LIMIT).expectExit(0);
    for (int i = 0; i < STARTS; i++) {
      Jdk asking = all.get(i % all.size());
      JvmBuilder builder = program(Programs.plain(jdk, "starts/attached"), jdk).main(LoadedApp.class.getName(), "until");
      if (jdk.feature() >= 21) {
        builder.flags("-XX:+EnableDynamicAgentLoading");
      }
      try (ControlledJvm jvm = ControlledJvm.start(builder)) {
        String first = MODES[i % (MODES.length - 1)];
        assertThat(AgentCommand.run(asking, "attach", jvm.pid(), "cost=1000+86,mode=" + first).expect(0).out()).isEqualTo("attached to " + jvm.pid() + ", mode " + first + "\n");
        String next = MODES[(i + 1) % MODES.length];
        assertThat(AgentCommand.run(asking, "mode", jvm.pid(), next).expect(0).out()).startsWith("mode " + next + ", before: " + first);
        same(jvm.go(), without, i);
      }
    }
  }

  private static JvmBuilder program(JvmBuilder builder, Jdk jdk) {
    builder.optimizing().environment("MALLOC_MMAP_THRESHOLD_", "131072");
    return jdk.feature() > 21 ? Programs.withNic(builder) : builder;
  }

  private static void same(JvmResult result, JvmResult without, int number) {
    String which = "number " + number + "\n" + result;
    result.expectExit(0);
    assertThat(result.artefact()).as(which).isEqualTo(RIGHT);
    assertThat(result.stdout()).as(which).isEqualTo(without.stdout());
    List<String> others = result.stderr().lines().filter(line -> !line.startsWith("pindown: ")).toList();
    assertThat(others).as(which).isEqualTo(without.stderr().lines().toList());
    // mode=observe says a verdict, and mode=verify why it has to do without the kernel; nothing else is said
    boolean observed = result.stderr().contains("pindown: verdict: ");
    assertThat(result.stderr().lines().filter(line -> !observed && line.startsWith("pindown: ") && !line.startsWith("pindown: there is no kernel monitor, "))).as(which).isEmpty();
  }
}
