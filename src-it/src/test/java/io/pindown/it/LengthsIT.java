package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.LengthsApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RandomAccessFile does under the agent what it does without: on 17 its setLength is replaced, later on a call in it is wrapped. */
class LengthsIT {
  private static final String SEED = System.getProperty("it.lengths.seed", String.valueOf(System.nanoTime()));

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void setLengthIsAsWithoutTheAgent(Jdk jdk) {
    Map<String, String> without = run(Programs.bare(jdk, "lengths/without"));
    assertThat(without).containsKeys("log", "contents-0", "contents-1").containsEntry("closed", "java.io.IOException: Stream Closed");
    assertThat(without.get("least")).contains("Invalid argument");
    Map<String, String> with = run(Programs.withAgent(jdk, "lengths/with", "").flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"));
    assertThat(with).as("seed %s", SEED).isEqualTo(without);
  }

  private static Map<String, String> run(JvmBuilder builder) {
    JvmResult result = builder.main(LengthsApp.class.getName(), SEED).run(Programs.LIMIT).expectExit(0);
    assertThat(result.stderr()).isEmpty();
    return result.artefact();
  }
}
