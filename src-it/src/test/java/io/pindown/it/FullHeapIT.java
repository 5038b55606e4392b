package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.FullHeapApp;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** There is no memory, again and again, wherever the cache happens to be: nothing stale, nothing left, and nothing broken for later. */
class FullHeapIT {
  private static final long SECONDS = Long.getLong("it.full.seconds", 4);

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void nothingIsStaleOrLeftOrBroken(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "full-heap", "")
        .environment("MALLOC_MMAP_THRESHOLD_", "131072")
        .flags("-Xmx32m", "-XX:+UseSerialGC")
        .main(FullHeapApp.class.getName(), Long.toString(SECONDS))
        .run(Programs.LIMIT.plusSeconds(SECONDS))
        .expectExit(0);
    Map<String, String> artefact = result.artefact();
    System.out.println(jdk + " " + artefact);
    assertThat(artefact).as(result.toString()).doesNotContainKey("unexpected")
        .containsEntry("stale", "0")
        .containsEntry("failed-releases", "0")
        .containsEntry("registered-later", "1")
        .containsEntry("left", "0")
        .containsEntry("pinned", "0");
    assertThat(Long.parseLong(artefact.get("filled"))).isGreaterThan(1);
    assertThat(Long.parseLong(artefact.get("uses"))).isGreaterThan(100);
    assertThat(Long.parseLong(artefact.get("same-address"))).as("blocks for which a cache by addresses would have been stale").isPositive();
    assertThat(Long.parseLong(artefact.get("refused"))).as("uses without memory").isPositive();
    assertThat(result.stdout()).isEmpty();
  }
}
