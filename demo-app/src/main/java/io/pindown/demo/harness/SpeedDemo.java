package io.pindown.demo.harness;

import io.pindown.demo.measure.Size;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures all ways against each other: a process for each, a round of each in turn, in an order that moves on by one with every
 * round, so that what disturbs the machine disturbs all of them alike.
 */
final class SpeedDemo {
  private static final int FEWEST_ROUNDS = 5;

  private final Path agent;
  private final WorkloadPlan plan;
  private final Progress progress;

  /** The demonstration; without an agent, null, its way is left out. */
  SpeedDemo(Path agent, WorkloadPlan plan, Progress progress) {
    this.agent = agent;
    this.plan = plan;
    this.progress = progress;
  }

  /** Cells by size, then way. */
  Map<String, Map<String, SpeedCell>> run(ReceivingSide receiver) {
    Map<Way, ChildJvm> senders = new EnumMap<>(Way.class);
    try {
      for (Way way : Way.values()) {
        if (way != Way.AGENT || agent != null) {
          senders.put(way, receiver.sender(way, agent));
        }
      }
      Map<String, Map<String, SpeedCell>> bySize = new LinkedHashMap<>();
      for (long size : plan.sizes()) {
        bySize.put(Size.key(size), measure(size, senders));
      }
      return bySize;
    } finally {
      senders.values().forEach(ChildJvm::close);
    }
  }

  private Map<String, SpeedCell> measure(long size, Map<Way, ChildJvm> senders) {
    int rounds = plan.warmUpRounds() + plan.rounds();
    progress.begin("speed: " + Size.label(size) + " messages", rounds * senders.size());
    senders.values().forEach(sender -> sender.ask("open " + size, () -> { }));
    Map<Way, WayResult> results = new EnumMap<>(Way.class);
    List<Way> order = new ArrayList<>(senders.keySet());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.secondsPerSize());
    int fewest = plan.warmUpRounds() + Math.min(plan.rounds(), FEWEST_ROUNDS);
    for (int round = 0; round < rounds && (round < fewest || System.nanoTime() < deadline); round++) {
      for (Way way : order) {
        String answer = senders.get(way).ask("round " + WorkloadPlan.messages(plan.roundBytes(), size), () -> { });
        if (round >= plan.warmUpRounds()) {
          results.computeIfAbsent(way, first -> new WayResult()).add(Json.parse(answer, RoundResult.class));
        }
        progress.step();
      }
      Collections.rotate(order, 1);
    }
    Map<String, SpeedCell> cells = new LinkedHashMap<>();
    results.forEach((way, result) -> cells.put(way.key(), result.against(results.get(Way.BY_HAND))));
    return cells;
  }
}
