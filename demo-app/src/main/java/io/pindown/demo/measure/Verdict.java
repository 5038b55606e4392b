package io.pindown.demo.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the demonstrations showed what they are there to show.
 *
 * @param objections why not, one sentence each; empty when all is well
 */
public record Verdict(List<String> objections) {
  public Verdict {
    objections = List.copyOf(objections);
  }

  /** Judges the stale runs and the self-trace; the speeds are for the reader to judge. */
  public static Verdict of(Findings findings) {
    List<String> objections = new ArrayList<>();
    Map<String, StaleRun> stale = findings.stale();
    if (stale != null) {
      judge(stale, objections);
    }
    if (findings.trace() != null && findings.trace().stream().allMatch(line -> line.dirty().isEmpty())) {
      objections.add("self-trace: no watch reported anything, though watched memory was freed");
    }
    if (findings.jucx() != null) {
      judge(findings.jucx(), objections);
    }
    return new Verdict(objections);
  }

  private static void judge(JucxFindings jucx, List<String> objections) {
    jucx.bytes().forEach((way, bytes) -> {
      if (bytes.wrong() > 0) {
        objections.add("jucx, " + way + ": " + bytes.wrong() + " of " + bytes.messages() + " writes arrived wrong, none may");
      }
    });
    JucxBytes agent = jucx.bytes().get(JucxFindings.AGENT);
    if (agent != null && (agent.hits() == null || agent.hits() == 0)) {
      objections.add("jucx with the agent: no hit, so nothing was cached");
    } else if (agent != null && agent.invalidated() == 0) {
      objections.add("jucx with the agent: no invalidation, though every buffer was freed");
    }
  }

  private static void judge(Map<String, StaleRun> stale, List<String> objections) {
    StaleRun blind = stale.get(Way.BLIND.key());
    if (blind != null && blind.wrong() == 0) {
      objections.add("the blind cache sent no wrong byte: nothing on this machine went stale, so the run proves nothing");
    }
    for (Way way : List.of(Way.PER_SEND, Way.AGENT)) {
      StaleRun run = stale.get(way.key());
      if (run != null && run.wrong() > 0) {
        objections.add(way.label() + ": " + run.wrong() + " of " + run.messages() + " messages arrived wrong, none may");
      }
    }
    StaleRun agent = stale.get(Way.AGENT.key());
    if (agent == null) {
      return;
    }
    if (agent.hits() == null) {
      objections.add("Pindown agent: no registration cache reports to the JVM's MBean server, so nothing was cached");
    } else if (agent.hits() == 0) {
      objections.add("Pindown agent: no hit, so nothing was cached");
    } else if (agent.invalidations() == 0) {
      objections.add("Pindown agent: no invalidation, though every buffer was freed");
    }
  }

  public boolean good() {
    return objections.isEmpty();
  }
}
