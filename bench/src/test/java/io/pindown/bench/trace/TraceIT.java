package io.pindown.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The two studies, short, as docs/eviction.md has them run: with the agent, on what Netty and Lucene really do. */
class TraceIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final long MINUTES = 8;
  private static final double ROUNDING = 1e-6;

  @Test
  void eviction() throws IOException, InterruptedException {
    Path csv = TARGET.resolve("eviction.csv");
    Files.deleteIfExists(csv);
    run("Eviction", "all", "6000", "1", csv.toString());
    List<Row> rows = Files.readAllLines(csv).stream().skip(1).map(Row::of).toList();
    assertThat(rows).hasSizeGreaterThan(1000).allMatch(row -> row.cost >= row.bound * (1 - ROUNDING), "none beats the bound");
    Map<String, Double> lru = rows.stream().filter(row -> row.policy.equals("LRU")).collect(Collectors.toMap(Row::key, row -> row.cost));
    List<Row> shipped = rows.stream().filter(row -> row.policy.equals("shipped")).toList();
    assertThat(shipped).hasSameSizeAs(lru.keySet());
    Predicate<Row> ring = row -> row.trace.startsWith("ring");
    assertThat(ratio(shipped.stream().filter(ring).toList(), lru)).as("a ring that does not fit").isLessThan(0.95);
    assertThat(ratio(shipped, lru)).as("all cases").isLessThan(0.92);
    for (String trace : shipped.stream().map(row -> row.trace).distinct().toList()) {
      assertThat(ratio(shipped.stream().filter(row -> row.trace.equals(trace)).toList(), lru)).as(trace).isLessThan(1.1);
    }
  }

  /** Geometric mean of what the registrations cost, for what they cost with LRU. */
  private static double ratio(List<Row> rows, Map<String, Double> lru) {
    return Math.exp(rows.stream().mapToDouble(row -> Math.log(row.cost / lru.get(row.key()))).average().orElseThrow());
  }

  @Test
  void widening() throws IOException, InterruptedException {
    List<String> printed = run("Widening", "6000");
    assertThat(printed.get(0)).contains("Netty allocates by Cleaner");
    assertThat(printed).as("four allocators and services").filteredOn(line -> line.startsWith("| containers of up to 16384 KiB")).hasSize(4);
    assertThat(printed).noneMatch(line -> line.startsWith("FAILED"));
    List<Double> exact = hits(printed, "| exact");
    List<Double> whole = hits(printed, "| containers of up to 16384 KiB");
    for (int i = 0; i < 4; i++) {
      assertThat(whole.get(i)).isGreaterThan(exact.get(i)).isGreaterThan(90);
    }
  }

  private static List<Double> hits(List<String> printed, String row) {
    return printed.stream().filter(line -> line.startsWith(row)).map(line -> Double.valueOf(line.split("[|%]")[2].trim())).toList();
  }

  private static List<String> run(String study, String... arguments) throws IOException, InterruptedException {
    Path out = TARGET.resolve(study + ".out");
    Path err = TARGET.resolve(study + ".err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + Path.of(System.getProperty("bench.agent.jar")).toRealPath(),
                "-cp", TARGET.resolve("pindown-bench.jar").toString(),
                "io.pindown.bench.trace." + study));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("finished in time, see %s and %s", out, err).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(String.join(" ", command) + "\n" + Files.readString(out) + Files.readString(err)).isZero();
    return Files.readAllLines(out);
  }

  private record Row(String key, String trace, String policy, double bound, double cost) {
    /** costs, limit, part, amount, "trace", policy, bound, best found, cost, ... */
    static Row of(String line) {
      String[] quoted = line.split("\"");
      String[] before = quoted[0].split(",");
      String[] after = quoted[2].split(",");
      String key = before[0] + " " + before[1] + " " + before[2] + " " + quoted[1];
      return new Row(key, quoted[1], after[1], Double.parseDouble(after[2]), Double.parseDouble(after[4]));
    }
  }
}
