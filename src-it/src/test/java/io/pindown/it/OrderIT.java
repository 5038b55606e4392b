package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.OrderApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events come before the native call that they announce, and the ends of changes after it: a sink reads the memory itself. */
class OrderIT {
  private static final String FOREIGN = "io.pindown.it.foreign.ForeignOrder";
  /** The mark that the program puts there, the file's first byte, and what a page holds that was dropped. */
  private static final String MARK = "42";
  private static final String OF_THE_FILE = String.valueOf((int) 'a');
  private static final String NOTHING = "0";

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void theMemoryIsStillThere(Jdk jdk) {
    Map<String, String> expected = new TreeMap<>(Map.of("free", MARK, "reallocate", MARK, "unmap", MARK, "truncate", MARK));
    if (jdk.feature() >= 21) {
      expected.putAll(Map.of(
          "arena", MARK, "unload-begin", MARK, "unload-end", OF_THE_FILE, "downcall-free", MARK,
          "madvise-begin", MARK, "madvise-end", NOTHING, "munmap", MARK));
    }
    String[] arguments = jdk.feature() >= 21 ? new String[] {FOREIGN} : new String[0];
    JvmResult result = Programs.withAgent(jdk, "order", "").main(OrderApp.class.getName(), arguments).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected);
  }
}
