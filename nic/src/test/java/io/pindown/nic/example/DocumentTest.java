package io.pindown.nic.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentTest {
  @Test
  void theExampleInTheDocumentIsTheOneThatIsRun() throws IOException {
    String example = Files.readString(Path.of("src/test/java/io/pindown/nic/example/MyNicRegistrar.java"));
    assertThat(Files.readString(Path.of("../docs/adding-a-nic.md"))).contains("```java\n" + example + "```\n");
    assertThat(example.lines().count()).isLessThan(100);
  }
}
