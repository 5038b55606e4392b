package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that are wrong, from wherever they come: named in one line with what is allowed, and the program starts without Pindown. */
class OptionsIT {
  private static final Jdk JDK = Jdk.preferred(25);

  /**
   * @param line after the {@code =} of {@code -javaagent}
   * @param property a system property as on the command line, or null
   * @param variable the value of PINDOWN_OPTIONS, or null
   * @param named what the one line on stderr must contain
   */
  record Case(String name, String line, String property, String variable, List<String> named) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> bad() {
    return Stream.of(
        new Case("unknown-key", "frobnicate=1009", null, null, List.of("frobnicate", "mode", "log")),
        new Case("bad-value", "mode=sideways", null, null, List.of("sideways", "mode", "cache", "off")),
        new Case("no-key", "=", null, null, List.of("key=value")),
        new Case("only-commas", ",,,", null, null, List.of("key=value")),
        new Case("no-such-file", "config=no/such/file.properties", null, null, List.of("no/such/file.properties")),
        new Case("no-such-hooks", "hooks=no/such/file.hooks", null, null, List.of("no/such/file.hooks", "library-hooks.md")),
        new Case("broken-hooks", "hooks=" + Places.ofResource("/broken.hooks"), null, null, List.of("broken.hooks, line 3", "'before'")),
        new Case("property", "", "-Dpindown.frobnicate=1", null, List.of("frobnicate", "pindown.frobnicate")),
        new Case("variable", "", null, "mode=cache,frobnicate=1", List.of("frobnicate", "PINDOWN_OPTIONS")));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadOptionStartsTheProgramWithoutPindown(Case wrong) {
    JvmResult plain = run(Programs.bare(JDK, "options/plain-" + wrong.name()));
    JvmBuilder builder = Programs.bare(JDK, "options/" + wrong.name()).agent(Places.agentJar(), wrong.line());
    if (wrong.property() != null) {
      builder.flags(wrong.property());
    }
    if (wrong.variable() != null) {
      builder.environment("PINDOWN_OPTIONS", wrong.variable());
    }
    JvmResult bad = run(builder);
    assertThat(bad.stdout()).isEqualTo(plain.stdout());
    assertThat(bad.stderr()).endsWith(plain.stderr());
    String said = bad.stderr().substring(0, bad.stderr().length() - plain.stderr().length());
    assertThat(said.lines()).as(said).hasSize(1);
    assertThat(said).startsWith("pindown: ").contains(wrong.named());
  }

  @Test
  void switchedOffItSaysNothing() {
    JvmResult plain = run(Programs.bare(JDK, "options/plain-off"));
    JvmResult off = run(Programs.bare(JDK, "options/off").agent(Places.agentJar(), "mode=off"));
    assertThat(off.stdout()).isEqualTo(plain.stdout());
    assertThat(off.stderr()).isEqualTo(plain.stderr());
  }

  private static JvmResult run(JvmBuilder builder) {
    return builder.main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
  }
}
