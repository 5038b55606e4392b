package io.pindown.demo.harness;

import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Environment;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.JucxFindings;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.TraceLine;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.verbs.VerbsDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the parts that were asked for, each in processes of its own. */
public final class DemoRun {
  /** The demonstrations. */
  public enum Part {
    STALE, SPEED, TRACE, JUCX
  }

  private final Device device;
  private final Path agent;
  private final WorkloadPlan plan;
  private final Progress progress;

  /**
   * A run.
   *
   * @param device what messages are sent by
   * @param agent the agent's jar, null to leave out all that needs it
   */
  public DemoRun(Device device, Path agent, WorkloadPlan plan, Progress progress) {
    this.device = device;
    this.agent = agent;
    this.plan = plan;
    this.progress = progress;
  }

  /** Why this machine cannot run the demonstrations, with the setting that would have to be another; empty when it can. */
  public Optional<String> objection(Set<Part> parts) {
    if (parts.equals(Set.of(Part.JUCX))) {
      return JucxDemo.objection();
    }
    Optional<String> objection = switch (device) {
      case URING -> {
        Capability capability = Ring.probe();
        yield capability.available() ? Optional.empty() : Optional.of("io_uring cannot be used here: " + capability.cause());
      }
      case VERBS -> Optional.ofNullable(VerbsDevice.obstacle());
    };
    return objection.or(() -> Lockable.objection(plan.pinnedBytes()));
  }

  /** Runs the parts; {@code JUCX} by itself only. */
  public Findings run(Set<Part> parts) {
    long begun = System.nanoTime();
    if (parts.equals(Set.of(Part.JUCX))) {
      JucxFindings jucx = new JucxDemo(agent, plan.rounds(), progress).run();
      return new Findings(Environment.here(device, agent), null, null, null, jucx, (System.nanoTime() - begun) / 1e9);
    }
    Map<String, StaleRun> stale = null;
    Map<String, Map<String, SpeedCell>> speed = null;
    try (ReceivingSide receiver = new ReceivingSide(device, plan)) {
      if (parts.contains(Part.STALE)) {
        stale = new StaleDemo(agent, plan, progress).run(receiver);
      }
      if (parts.contains(Part.SPEED)) {
        speed = new SpeedDemo(agent, plan, progress).run(receiver);
      }
    }
    List<TraceLine> trace = parts.contains(Part.TRACE) && agent != null ? trace() : null;
    return new Findings(Environment.here(device, agent), stale, speed, trace, null, (System.nanoTime() - begun) / 1e9);
  }

  private List<TraceLine> trace() {
    progress.begin("self-trace", 1);
    // By name: this class is not to be linked with the one package that imports Pindown.
    try (ChildJvm tracer = ChildJvm.start("self-trace", agent, "io.pindown.demo.trace.SelfTrace", "--json")) {
      return List.of(Json.parse(tracer.answer(progress::step), TraceLine[].class));
    }
  }
}
