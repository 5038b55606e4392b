package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.GapsApp;
import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not seen, and is refused where it can be told: each a line of docs/coverage.md that would be wrong if this changed. */
class GapsIT {
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void atStart(Jdk jdk) {
    check(Programs.withAgent(jdk, "gaps/start", "").main(GapsApp.class.getName()).run(Programs.LIMIT), jdk, Attach.START, "GapsIT.atStart");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void attached(Jdk jdk) {
    JvmResult result = AttachIT.attach(jdk, Programs.plain(jdk, "gaps/late").main(GapsApp.class.getName(), "meet"));
    check(result, jdk, Attach.LATE, "GapsIT.attached");
  }

  private static void check(JvmResult result, Jdk jdk, Attach attach, String test) {
    assertThat(result.expectExit(0).artefact()).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("hooked", "true"),
        Map.entry("block-below-4-kib.1", "UNKNOWN_CONTAINER 1"),
        Map.entry("block-below-4-kib.2", "UNKNOWN_CONTAINER 2"),
        Map.entry("data-of-a-native-library.1", "UNKNOWN_CONTAINER 3"),
        Map.entry("data-of-a-native-library.2", "UNKNOWN_CONTAINER 4"),
        Map.entry("control.1", "kept 5"),
        Map.entry("control.2", "kept 5"),
        Map.entry("truncation.exit", "0"),
        Map.entry("truncation.size", "0"),
        Map.entry("truncation.clean", "true"),
        Map.entry("unmapped.clean", "false")));
    new Cell("block-below-4-kib", jdk.feature(), attach, State.REFUSED, test).record();
    new Cell("data-of-a-native-library", jdk.feature(), attach, State.REFUSED, test).record();
    new Cell("truncation-by-another-process", jdk.feature(), attach, State.UNSEEN, test).record();
  }
}
