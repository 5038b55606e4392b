package io.pindown.demo.harness;

import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.Way;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the stale workload in a process for each way: blind, per send, and per send under the agent. */
final class StaleDemo {
  private static final int KINDS_OF_MEMORY = 3;

  private final Path agent;
  private final WorkloadPlan plan;
  private final Progress progress;

  /** The demonstration; without an agent, null, its way is left out. */
  StaleDemo(Path agent, WorkloadPlan plan, Progress progress) {
    this.agent = agent;
    this.plan = plan;
    this.progress = progress;
  }

  /** Runs by way. */
  Map<String, StaleRun> run(ReceivingSide receiver) {
    Map<String, StaleRun> runs = new LinkedHashMap<>();
    for (Way way : List.of(Way.BLIND, Way.PER_SEND, Way.AGENT)) {
      if (way != Way.AGENT || agent != null) {
        progress.begin("right bytes: " + way.label(), KINDS_OF_MEMORY * plan.generations());
        try (ChildJvm sender = receiver.sender(way, agent)) {
          runs.put(way.key(), Json.parse(sender.ask("stale " + Json.line(plan), progress::step), StaleRun.class));
        }
      }
    }
    return runs;
  }
}
