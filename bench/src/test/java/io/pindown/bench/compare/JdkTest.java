package io.pindown.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
  @Test
  void theRunningOneIsFoundByItsRelease() throws IOException {
    int feature = Runtime.version().feature();
    assertThat(Jdk.of(feature)).hasValueSatisfying(jdk -> assertThat(jdk.feature()).isEqualTo(feature));
  }

  @Test
  void aReleaseThatIsNotHereIsNotFound() throws IOException {
    assertThat(Jdk.of(5)).isEmpty();
  }

  @Test
  void aFolderOfSomethingElseIsNone(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    assertThat(Jdk.at(folder)).isEmpty();
  }
}
