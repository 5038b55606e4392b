package io.pindown.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir
  private Path folder;

  private final Figures figures = new Figures();

  @Test
  void namedFiguresStandAtTheTopAndOthersBelow() throws IOException {
    figures.add("hit.one.floor", 9);
    figures.add("hit.one.ratio", 0.5);
    figures.add("hit.one.ratio", 0.25);
    figures.add("hit.one.ratio", 0.75);
    JsonNode json = written("1.13.1");
    assertThat(json.get("hit.one.ratio").toString()).isEqualTo("{\"median\":0.5,\"min\":0.25,\"max\":0.75}");
    assertThat(json.get("also").get("hit.one.floor").get("median").asDouble()).isEqualTo(9);
    assertThat(json.has("hit.one.floor")).isFalse();
    assertThat(json.get("ucx").asText()).isEqualTo("1.13.1");
  }

  @Test
  void whatWasNotMeasuredIsNotThereAndSaysWhy() throws IOException {
    figures.leaveOut("pair64.ratio.25", "no JDK 25");
    JsonNode json = written("not installed");
    assertThat(json.has("pair64.ratio.25")).isFalse();
    assertThat(json.get("leftOut").get("pair64.ratio.25").asText()).isEqualTo("no JDK 25");
  }

  @Test
  void theTableNamesUnits() {
    figures.add("bytesPerRegistration", 160);
    figures.add("watch.ns", 300);
    figures.add("hit.two.self", 1.1);
    assertThat(figures.table().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("hit.two.self 1.10 1.10 1.10 x", "watch.ns 300.00 300.00 300.00 ns", "bytesPerRegistration 160.00 160.00 160.00 bytes");
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> figures.add("watch.ns", Double.NaN)).withMessageContaining("watch.ns is NaN");
  }

  private JsonNode written(String ucx) throws IOException {
    Path file = folder.resolve("figures.json");
    new Report().write(file, figures, ucx);
    return new ObjectMapper().readTree(file.toFile());
  }
}
