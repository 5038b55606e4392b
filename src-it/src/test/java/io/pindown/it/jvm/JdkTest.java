package io.pindown.it.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdkTest {
  @Test
  void findsTheOneThatRunsTheTests() {
    assertThat(Jdk.all()).extracting(Jdk::feature).contains(Runtime.version().feature()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void onlyTheGivenOnesCount() throws Exception {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    assertThat(Jdk.discover(home.toString(), "")).containsExactly(new Jdk(home, Runtime.version().feature()));
  }

  @Test
  void aRequiredOneThatIsMissingIsAFailure() {
    String home = System.getProperty("java.home");
    assertThatThrownBy(() -> Jdk.discover(home, "17"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JDK 17 was not found")
        .hasMessageContaining("-Dit.require.jdks=17");
  }
}
