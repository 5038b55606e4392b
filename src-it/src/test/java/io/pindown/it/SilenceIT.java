package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A healthy start says nothing: both streams are the program's own, to the byte, and so is the exit code. */
class SilenceIT {
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void streamsAreTheSameWithAndWithoutTheAgent(Jdk jdk) {
    JvmResult without = Programs.bare(jdk, "silence/without").main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    JvmResult with =
        Programs.bare(jdk, "silence/with").agent(Places.agentJar(), "").main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(without.stdout()).contains("direct 1000003", "mapped 10007");
    assertThat(without.stderr()).contains("an error of the program's own");
    assertThat(with.stdout()).isEqualTo(without.stdout());
    assertThat(with.stderr()).isEqualTo(without.stderr());
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void theProgramsExitCodeIsItsOwn(Jdk jdk) {
    Programs.bare(jdk, "silence/exit").agent(Places.agentJar(), "").main(SilentApp.class.getName(), "73").run(Programs.LIMIT).expectExit(73);
  }
}
