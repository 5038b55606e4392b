package io.pindown.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code compare.sh}, briefly, and looks at what it writes: that it measures, not what. */
class CompareIT {
  private static final List<String> NAMES =
      List.of(
          "hit.one.ours", "hit.one.ucx", "hit.one.ratio", "hit.two.self", "hit.two.ratio", "hit.hundredThousandSparse.ratio",
          "hit.million.ratio", "storm.self", "event.unwatched.ns", "event.oneOfHundredThousand.ns", "pair64.ratio.17",
          "pair64.ratio.25", "watch.ns", "bytesPerRegistration", "storm.growthBytes");

  @TempDir
  private Path folder;

  @Test
  void everyFigureIsThereOrSaysWhyNot() throws IOException, InterruptedException {
    Path file = folder.resolve("figures.json");
    String log = run(0, "--quick", "--json", file.toString());
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    System.out.println("compare.sh --quick: " + json.get("conditions") + ", UCX " + json.get("ucx") + ", left out " + json.get("leftOut"));
    for (String name : NAMES) {
      if (json.has(name)) {
        double min = json.get(name).get("min").asDouble(-1);
        double median = json.get(name).get("median").asDouble(-1);
        double max = json.get(name).get("max").asDouble(-1);
        assertThat(min).as("%s: min", name).isLessThanOrEqualTo(median);
        assertThat(median).as("%s: median", name).isLessThanOrEqualTo(max);
        if (name.equals("storm.growthBytes")) {
          assertThat(min).as(name).isNotNegative();
        } else {
          assertThat(min).as(name).isPositive();
        }
      } else {
        assertThat(json.get("leftOut").path(name).asText()).as("why %s is left out\n%s", name, log).isNotBlank();
      }
      assertThat(log).contains(name);
    }
    if (Files.exists(Path.of("/usr/include/ucs/memory/rcache.h"))) {
      assertThat(json.get("ucx").asText()).matches("[0-9.]+");
      assertThat(json.has("hit.one.ratio")).isTrue();
    } else {
      assertThat(json.get("ucx").asText()).isEqualTo("not installed");
      assertThat(log).contains("apt-get install");
    }
  }

  @Test
  void anUnknownOptionIsRefusedByName() throws IOException, InterruptedException {
    assertThat(run(2, "--quik")).contains("Unknown option: '--quik'");
  }

  @Test
  void helpNamesTheOptions() throws IOException, InterruptedException {
    assertThat(run(0, "--help")).contains("--json", "--quick", "--scaling", "--jdk");
  }

  private String run(int status, String... options) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>(List.of(Path.of("compare.sh").toAbsolutePath().toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(8, TimeUnit.MINUTES)).as("compare.sh ended in time: %s", Files.readString(log)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(status);
    return Files.readString(log);
  }
}
