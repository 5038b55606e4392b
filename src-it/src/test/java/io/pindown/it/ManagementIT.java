package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ManagedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What JMX shows and does, with the agent and without. */
class ManagementIT {
  private static Map<String, String> expected(boolean agent) {
    Map<String, String> expected = new HashMap<>(Map.of("registrar", "CountingRegistrar", "proven-again", "true", "live-flushed", "0"));
    expected.putAll(
        agent
            ? Map.of("hits", "2", "misses", "1", "live", "1", "watches", "1", "invalidations", "1")
            : Map.of("hits", "0", "misses", "3", "live", "0", "watches", "0", "invalidations", "0"));
    for (String what : new String[] {"hooked", "covers-free", "free-counted"}) {
      expected.put(what, String.valueOf(agent));
    }
    expected.put("free-is-a-gap", String.valueOf(!agent));
    return expected;
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void showsTheCacheAndTheHooks(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "management/with", "").main(ManagedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected(true));
    assertThat(result.stderr()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void saysThatThereAreNoHooks(Jdk jdk) {
    JvmResult result = Programs.withoutAgent(jdk, "management/without").main(ManagedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected(false));
  }
}
