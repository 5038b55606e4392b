package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An unchanged user of pindown-nic, with the agent, without it, and with its adapters switched off. */
class AdapterIT {
  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream().filter(jdk -> jdk.feature() >= 22);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void registrationsAreKeptAndEndWithTheirMemory(Jdk jdk) throws Exception {
    Result result = run(ForkedJvm.of(jdk).agent("log=info").options("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"));
    assertThat(result.out()).as(result.describe()).isEqualTo(
        "open false, slots 1\n".repeat(3) + "memory freed in use, slots 2\nRegionException\nIllegalArgumentException\nRegionException\ndone\n");
    assertThat(result.err()).as(result.describe())
        .contains("adapter uring changes io.pindown.nic.uring.Ring")
        .contains("frontHits=3", "registrations=2,", "deregistrations=2,", "invalidations=2", "inUseInvalidations=1", "live=0");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withoutTheAdapterEachUseIsRegistered(Jdk jdk) throws Exception {
    String expected = "open false, slots 0\n".repeat(3) + "memory freed in use, slots 2\nRegionException\nIllegalArgumentException\nRegionException\ndone\n";
    Result off = run(ForkedJvm.of(jdk).agent("adapters=none"));
    assertThat(off.out()).as(off.describe()).isEqualTo(expected);
    Result without = run(ForkedJvm.of(jdk));
    assertThat(without.out()).as(without.describe()).isEqualTo(expected);
    assertThat(off.err()).isEqualTo(without.err());
  }

  private static Result run(ForkedJvm jvm) throws IOException, InterruptedException, URISyntaxException {
    Path nic = Path.of(System.getProperty("nic.jar"));
    try (JarFile jar = new JarFile(nic.toFile())) {
      require(jar.getEntry("io/pindown/nic/uring/Ring.class") != null, "no Ring in " + nic);
    }
    String app = Path.of(AdapterIT.class.getResource("/apps/RingUser.java").toURI()).toString();
    Result result = jvm.options("--enable-native-access=ALL-UNNAMED", "-cp", nic.toString()).run(app);
    require(!result.out().startsWith("unavailable"), "io_uring: " + result.out());
    return result;
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      System.out.println("SKIPPED AdapterIT: " + otherwise);
    }
    assumeTrue(met, otherwise);
  }
}
