package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.EndedWhileAdoptedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory is adopted while another thread ends it. AttachIT has memory that nobody ends meanwhile. */
class AdoptionIT {
  /** Whoever comes first: what has ended is in no known container. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void whatEndsWhileItIsAdoptedIsNotKnown(Jdk jdk) {
    boolean arenas = jdk.feature() >= 21;
    Map<String, String> expected = new TreeMap<>(Map.of("nobody.unknown", "true", "nobody", "cached", "nobody.known", "true"));
    for (String buffer : new String[] {"direct", "mapped"}) {
      expected.put(buffer + ".before-it-is-recorded", "UNKNOWN_CONTAINER");
      expected.put(buffer + ".before-it-is-recorded.known", "false");
      expected.put(buffer + ".while-it-is-recorded.known", "false");
    }
    if (arenas) {
      expected.put("shared.before-it-is-recorded", "ENDED");
      expected.put("shared.before-it-is-recorded.known", "false");
      expected.put("shared.while-it-is-recorded", "ENDED");
      expected.put("shared.while-it-is-recorded.known", "false");
      expected.put("auto.known", "false");
    }
    JvmResult result = Programs.withAgent(jdk, "adoption/ended", "")
        .flags("-Djdk.nio.maxCachedBufferSize=1") // no buffer stays that would be found before the arena
        .main(EndedWhileAdoptedApp.class.getName(), arenas ? new String[] {"io.pindown.it.foreign.EndedArenas"} : new String[0])
        .run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected);
    assertThat(result.stderr()).doesNotContain("pindown: ");
  }
}
