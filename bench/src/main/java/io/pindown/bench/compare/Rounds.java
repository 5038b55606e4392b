package io.pindown.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures all rows of a comparison, round by round, as long as there is time. */
final class Rounds {
  private final Effort effort;
  private final Comparison comparison;
  private final MemoryRow memory;
  private final Figures figures;

  /** A row: forks what it needs and adds its figures. */
  private interface Row {
    void measure() throws IOException, InterruptedException;
  }

  Rounds(Effort effort, Comparison comparison, MemoryRow memory, Figures figures) {
    this.effort = effort;
    this.comparison = comparison;
    this.memory = memory;
    this.figures = figures;
  }

  /** Returns how many rounds were made. */
  int run() throws IOException, InterruptedException {
    Map<String, Row> rows = rows();
    long begin = System.nanoTime();
    long longest = 0;
    for (int round = 1; round <= effort.rounds(); round++) {
      long roundBegin = System.nanoTime();
      if (round > effort.leastRounds() && roundBegin - begin + longest > effort.time().toNanos()) {
        Compare.say("no time for round " + round);
        return round - 1;
      }
      comparison.nextRound();
      for (Map.Entry<String, Row> row : rows.entrySet()) {
        Compare.say("round " + round + " of " + effort.rounds() + ": " + row.getKey());
        row.getValue().measure();
      }
      longest = Math.max(longest, System.nanoTime() - roundBegin);
    }
    return effort.rounds();
  }

  private Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("hit, 1,000 regions", comparison::hitOne);
    rows.put("hit, 2 threads on one region", comparison::hitTwo);
    rows.put("hit, 100,000 regions", comparison::hitHundredThousand);
    rows.put("hit, 1,000,000 regions", comparison::hitMillion);
    rows.put("hit in a storm", comparison::storm);
    rows.put("event for unwatched memory", comparison::unwatchedEvent);
    rows.put("event that hits one of 100,000, and miss", comparison::watchedEventAndMiss);
    rows.put("memory", memory::measure);
    String agent = System.getProperty("bench.agent", "");
    for (int feature : List.of(17, 25)) {
      Optional<Jdk> jdk = Jdk.of(feature);
      if (jdk.isEmpty()) {
        leaveOut("pair64.ratio." + feature, "no JDK " + feature + " found; set JAVA" + feature + "_HOME to one");
      } else if (!Files.isRegularFile(Path.of(agent))) {
        leaveOut("pair64.ratio." + feature, "no agent jar at '" + agent + "'; build it: mvn -DskipTests package");
      } else {
        rows.put("allocate and free of 64 B on JDK " + feature, () -> pairs(jdk.get(), agent));
      }
    }
    return rows;
  }

  private void pairs(Jdk jdk, String agent) throws IOException, InterruptedException {
    for (int i = 0; i < effort.pairs(); i++) {
      comparison.pair64(jdk, agent, i % 2 == 0);
    }
  }

  private void leaveOut(String name, String reason) {
    figures.leaveOut(name, reason);
    Compare.say(name + " is left out: " + reason);
  }
}
