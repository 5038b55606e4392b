package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.LeaksApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said at the end of a JVM of leases that nobody has released. */
class LeaksIT {
  private static List<String> said(Jdk jdk, String name, String... how) {
    JvmResult result = Programs.withAgent(jdk, "leaks/" + name, "").main(LeaksApp.class.getName(), how).run(Programs.LIMIT).expectExit(0);
    return result.stderr().lines().toList();
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void whatIsNeverReleasedIsNamedWithItsPlaces(Jdk jdk) {
    List<String> said = said(jdk, "sites", "sites");
    assertThat(said).contains("pindown: registration cache leaky ends while 3 registrations are in use");
    String all = String.join("\n", said.subList(said.indexOf("pindown: registration cache leaky ends while 3 registrations are in use"), said.size()));
    String[] parts = all.split("\npindown: 0x");
    assertThat(parts).as(all).hasSize(4);
    assertThat(parts).anySatisfy(part -> assertThat(part).contains(" 1 leases, ", "LeaksApp.forgotten(").doesNotContain("meanwhile"));
    assertThat(parts).anySatisfy(part -> assertThat(part.split("its memory was freed or remapped meanwhile: "))
        .satisfiesExactly(leased -> assertThat(leased).contains("LeaksApp.freedInUse("), freed -> assertThat(freed).contains("OffHeap.invokeCleaner(", "LeaksApp.freedInUse(")));
    assertThat(parts).anySatisfy(part -> assertThat(part).contains("LeaksApp.forgottenOneUse(").doesNotContain("meanwhile"));
    assertThat(all).doesNotContain("LeaksApp.released(");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void nothingIsSaidWhereAllIsReleasedOrTheCacheClosedOrPlacesAreNotRecorded(Jdk jdk) {
    assertThat(said(jdk, "tidy", "sites", "tidy")).isEmpty();
    assertThat(said(jdk, "closed", "sites", "closed")).noneMatch(line -> line.startsWith("pindown: registration cache"))
        .as("at the close, by the logger").anyMatch(line -> line.contains("registration cache leaky ends while 3 registrations are in use"));
    assertThat(said(jdk, "none")).noneMatch(line -> line.contains("leaky ends while"));
  }
}
