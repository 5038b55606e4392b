package io.pindown.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pindown.demo.SampleFindings;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
  @Test
  void hasTheNamesThatMachinesReadAndTheirValues() throws IOException {
    JsonNode root = parse(SampleFindings.all());
    assertThat(root.at("/stale/blind/wrong").asLong(-1)).isEqualTo(9);
    assertThat(root.at("/stale/blind/messages").asLong(-1)).isEqualTo(12);
    assertThat(root.at("/stale/perSend/wrong").asLong(-1)).isZero();
    assertThat(root.at("/stale/agent/wrong").asLong(-1)).isZero();
    assertThat(root.at("/stale/agent/hits").asLong(-1)).isEqualTo(8);
    assertThat(root.at("/stale/agent/invalidations").asLong(-1)).isEqualTo(4);
    for (String size : List.of("64KiB", "1MiB", "16MiB")) {
      for (String way : List.of("perSend", "copy", "blind", "agent", "byHand")) {
        assertThat(root.at("/speed/" + size + "/" + way + "/mibPerSecond").asDouble()).as(size + " " + way).isGreaterThan(0);
      }
    }
    assertThat(root.at("/environment/processors").asInt()).isEqualTo(2);
    assertThat(root.at("/verdict/good").asBoolean()).isTrue();
  }

  @Test
  void hasNoTimelineAndNoNull() throws IOException {
    String text = JsonReport.of(SampleFindings.all(), new Verdict(List.of()));
    assertThat(text).doesNotContain("timeline").doesNotContain("null").endsWith("}\n");
    assertThat(new ObjectMapper().readTree(text).at("/stale/perSend").has("hits")).isFalse();
  }

  @Test
  void leavesOutWhatWasNotRun() throws IOException {
    JsonNode root = parse(new Findings(SampleFindings.environment(), null, SampleFindings.all().speed(), null, null, 1));
    assertThat(root.has("stale")).isFalse();
    assertThat(root.has("trace")).isFalse();
  }

  @Test
  void makesTheFolder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a/b.json");
    JsonReport.write(SampleFindings.all(), new Verdict(List.of()), file);
    assertThat(Files.readString(file)).startsWith("{");
  }

  private static JsonNode parse(Findings findings) throws IOException {
    return new ObjectMapper().readTree(JsonReport.of(findings, Verdict.of(findings)));
  }
}
