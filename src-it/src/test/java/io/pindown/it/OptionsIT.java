package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that are wrong: named with what is allowed, in one line, and the program starts as if there were no agent. */
class OptionsIT {
  @ParameterizedTest
  @CsvSource({
    "unknown-key, frobnicate=1009, frobnicate",
    "no-value, =, =",
    "only-commas, ',,,', ",
  })
  void aBadLineStartsTheProgramWithoutPindown(String name, String options, String named) {
    Jdk jdk = Jdk.preferred(25);
    JvmResult plain = Programs.bare(jdk, "options/plain-" + name).main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    JvmResult bad =
        Programs.bare(jdk, "options/" + name).agent(Places.agentJar(), options).main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(bad.stdout()).isEqualTo(plain.stdout());
    assertThat(bad.stderr()).endsWith(plain.stderr());
    String said = bad.stderr().substring(0, bad.stderr().length() - plain.stderr().length());
    if (named == null) {
      assertThat(said).isEmpty();
    } else {
      assertThat(said.lines()).hasSize(1);
      assertThat(said).containsIgnoringCase("pindown").contains(named);
    }
  }
}
