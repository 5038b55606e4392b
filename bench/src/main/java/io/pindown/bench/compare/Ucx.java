package io.pindown.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.pindown.bench.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The native side: {@code bench/native}'s program, which drives UCX's registration cache. */
final class Ucx {
  static final String HOW_TO_INSTALL =
      "UCX's registration cache is not here to be compared with; on Debian: apt-get install gcc make libucx-dev";

  private static final int LAYOUT_SAMPLE = 1000;

  private final Path program;
  private final Effort effort;
  private final Forks forks;
  private final String version;

  Ucx(Path program, Effort effort, Forks forks) throws IOException, InterruptedException {
    this.program = program;
    this.effort = effort;
    this.forks = forks;
    List<JsonNode> addresses = lines("addresses", LAYOUT_SAMPLE);
    this.version = addresses.get(0).get("version").asText();
    for (int i = 0; i < LAYOUT_SAMPLE; i++) {
      if (addresses.get(i).get("value").asLong() != Layout.SPARSE.address(i)) {
        throw new IOException("region " + i + " lies elsewhere on the native side: bench/native/walk.h and Layout have come apart");
      }
    }
  }

  String version() {
    return version;
  }

  /** Nanoseconds that a get and a put take each thread. */
  double hit(int regions, int threads) throws IOException, InterruptedException {
    return run("hit", regions, "--threads", Integer.toString(threads)).get("hit");
  }

  /**
   * One process of a case.
   *
   * @return the median of its repeats for each figure that it prints
   */
  Map<String, Double> run(String what, int regions, String... more) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    Collections.addAll(options, "--warmup", Integer.toString(effort.warmups()), "--repeats", Integer.toString(effort.iterations()));
    Collections.addAll(options, "--millis", Integer.toString(effort.millis()));
    Collections.addAll(options, more);
    Map<String, List<Double>> values = new TreeMap<>();
    for (JsonNode line : lines(what, regions, options.toArray(new String[0]))) {
      values.computeIfAbsent(line.get("figure").asText(), f -> new ArrayList<>()).add(line.get("value").asDouble());
    }
    Map<String, Double> medians = new TreeMap<>();
    values.forEach((figure, samples) -> medians.put(figure, Spread.of(samples).median()));
    return medians;
  }

  private List<JsonNode> lines(String what, int regions, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), what, "--regions", Integer.toString(regions)));
    command.addAll(List.of(options));
    return forks.lines("ucx-" + what + "-" + regions, command);
  }
}
