package io.pindown.it.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.it.jvm.child.HangsWithAChild;
import io.pindown.it.jvm.child.Speaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForkedJvmTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path CLASSES = Places.of(Speaks.class);

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void recordsExitCodeStreamsAndArtefact(Jdk jdk) {
    JvmResult result = ForkedJvm.of(jdk, "harness/speaks").classPath(CLASSES).main(Speaks.class.getName(), "out!", "err!", "37").run(LIMIT);
    assertThat(result.exitCode()).isEqualTo(37);
    assertThat(result.stdout()).startsWith("out!").hasSize(4 + 300_007);
    assertThat(result.stderr()).startsWith("err!").hasSize(4 + 300_007);
    assertThat(result.artefact()).isEqualTo(Map.of("said", "out!"));
    assertThatThrownBy(() -> result.expectExit(0)).isInstanceOf(AssertionError.class).hasMessageContaining(Speaks.class.getName());
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void aChildThatHangsShowsItsStacksAndDiesWithItsTree(Jdk jdk) throws Exception {
    JvmBuilder builder = ForkedJvm.of(jdk, "harness/hangs").classPath(CLASSES).main(HangsWithAChild.class.getName());
    try (ForkedJvm jvm = builder.start()) {
      Path artefact = jvm.folder().resolve("artefact.properties");
      Awaitility.await().atMost(LIMIT).until(() -> Files.exists(artefact) && Files.readString(artefact).endsWith("\n"));
      long grandchild = Long.parseLong(Files.readString(artefact).strip().split("=")[1]);
      assertThat(alive(grandchild)).isTrue();
      assertThatThrownBy(() -> jvm.await(Duration.ofMillis(101)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("did not end within PT0.101S")
          .hasMessageContaining("HangsWithAChild.main")
          .hasMessageContaining("CountDownLatch.await");
      assertThat(jvm.isAlive()).isFalse();
      assertThat(alive(jvm.pid())).isFalse();
      assertThat(alive(grandchild)).isFalse();
    }
  }

  @Test
  void closeLeavesNothingAlive() {
    Jdk jdk = Jdk.preferred(17);
    ForkedJvm jvm = ForkedJvm.of(jdk, "harness/closed").classPath(CLASSES).main(HangsWithAChild.class.getName()).start();
    assertThat(jvm.isAlive()).isTrue();
    jvm.close();
    assertThat(jvm.isAlive()).isFalse();
  }

  @Test
  void anEarlierArtefactIsNotTakenForANewOne() {
    Jdk jdk = Jdk.preferred(17);
    ForkedJvm.of(jdk, "harness/twice").classPath(CLASSES).main(Speaks.class.getName(), "a", "b", "0").run(LIMIT).expectExit(0);
    JvmResult second = ForkedJvm.of(jdk, "harness/twice").classPath(CLASSES).main("no.such.Main").run(LIMIT);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.artefact()).isEmpty();
  }

  @Test
  void aMissingClassIsAFailureWhateverTheExitCode() {
    Jdk jdk = Jdk.preferred(17);
    JvmBuilder builder = ForkedJvm.of(jdk, "harness/missing").classPath(CLASSES);
    JvmResult result = builder.main(Speaks.class.getName(), "java.lang.NoClassDefFoundError: a/B", "", "0").run(LIMIT);
    assertThatThrownBy(() -> result.expectExit(0)).isInstanceOf(AssertionError.class).hasMessageContaining("could not be linked");
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
