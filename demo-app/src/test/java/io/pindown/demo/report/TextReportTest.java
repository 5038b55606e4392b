package io.pindown.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.demo.SampleFindings;
import io.pindown.demo.measure.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {
  @Test
  void hasAllPartsAndFitsATerminal() {
    String text = print(new Verdict(List.of()));
    assertThat(text).contains("1  The right bytes", "2  Speed", "3  Self-trace", "Pindown agent", "registered by hand", "As it should be.");
    assertThat(text.lines()).allMatch(line -> line.length() <= 125);
  }

  @Test
  void saysWhatIsNotAsItShouldBe() {
    assertThat(print(new Verdict(List.of("no hit")))).contains("NOT as it should be: no hit").doesNotContain("As it should be.");
  }

  private static String print(Verdict verdict) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TextReport(new PrintStream(bytes, true, StandardCharsets.UTF_8)).print(SampleFindings.all(), verdict);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
