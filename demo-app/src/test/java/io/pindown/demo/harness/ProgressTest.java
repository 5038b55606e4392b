package io.pindown.demo.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void plainLinesWhereThereIsNoTerminal() {
    assertThat(run(false)).isEqualTo("... speed" + System.lineSeparator());
  }

  @Test
  void oneLineWrittenOverOnATerminal() {
    assertThat(run(true)).contains("  0 %  speed", " 50 %  speed", "100 %  speed").doesNotContain("\n").endsWith("\r\u001b[K");
  }

  private static String run(boolean live) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), live)) {
      progress.begin("speed", 2);
      progress.step();
      progress.step();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
