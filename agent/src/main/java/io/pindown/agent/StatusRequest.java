package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import io.pindown.agent.point.Change;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import io.pindown.registry.KernelStatistics;
import java.lang.instrument.Instrumentation;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** Says how the agent and all caches are. Dots in keys are the levels of a tree, numbers among them places in a list; {@code docs/guide.md} has the meaning. */
final class StatusRequest implements Request {
  /** Attributes of a cache's MBean that are numbers, and their keys here. */
  private static final String[][] NUMBERS = {
    {"Hits", "hits"}, {"FrontHits", "front-hits"}, {"IndexHits", "index-hits"}, {"Misses", "misses"}, {"Registrations", "registrations"},
    {"FailedRegistrations", "failed-registrations"}, {"Deregistrations", "deregistrations"}, {"FailedDeregistrations", "failed-deregistrations"},
    {"Invalidations", "invalidations"}, {"InUseInvalidations", "in-use-invalidations"}, {"LateInUse", "late-in-use"}, {"Withdrawn", "withdrawn"},
    {"Evictions", "evictions"}, {"Flushed", "flushed"}, {"Revived", "revived"}, {"Live", "live"}, {"MaxRegistrations", "max-registrations"},
    {"PinnedBytes", "pinned-bytes"}, {"WouldBePinnedBytes", "would-be-pinned-bytes"}, {"MaxBytes", "max-bytes"}, {"Dirty", "dirty"}, {"Deferred", "deferred"},
    {"OneUseTotal", "one-use-total"}, {"StaleReusesPrevented", "stale-reuses-prevented"},
  };

  @Override
  public void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws JMException {
    SelfTest test = Installation.installed();
    reply.put("mode", Modes.now().name().toLowerCase(Locale.ROOT));
    reply.put("pid", ProcessHandle.current().pid()).put("jdk", Runtime.version().toString());
    for (Change change : Change.values()) {
      if ((test.expected() & change.bit()) != 0L) {
        reply.put("coverage." + change.name(), coverage(test, change));
      }
    }
    AddressSpace space = AddressSpace.process();
    for (EventKind kind : EventKind.values()) {
      reply.put("events." + kind.name(), space.eventCount(kind));
    }
    reply.put("containers.live", space.liveContainers()).put("containers.dropped", space.droppedContainers()).put("watches", space.watches());
    KernelStatistics kernel = space.kernelStatistics();
    reply.put("kernel.monitor", kernel == null ? "off" : Verification.monitorHasEnded() ? "ended" : "on");
    if (kernel != null) {
      reply.put("kernel.events", kernel.events()).put("kernel.announced", kernel.announced()).put("kernel.unannounced", kernel.unannounced());
    }
    caches(reply);
  }

  private static String coverage(SelfTest test, Change change) {
    if (Modes.now() == AgentOptions.Mode.OFF) {
      return "out";
    }
    return (test.proven() & change.bit()) != 0L ? "covered" : test.wasTried(change) ? "not covered" : "not asked for yet";
  }

  private static void caches(Message reply) throws JMException {
    ShownCaches caches = ShownCaches.of();
    reply.put("caches", caches.size());
    for (int i = 0; i < caches.size(); i++) {
      Object registrar = caches.attribute(i, "Registrar");
      if (registrar == null) {
        continue; // gone meanwhile
      }
      String key = "cache." + i + '.';
      reply.put(key + "name", caches.name(i)).put(key + "registrar", registrar.toString());
      reply.put(key + "pins", String.valueOf(!Boolean.FALSE.equals(caches.attribute(i, "Pinning")))); // a copy of core that is older says nothing, and pins
      for (String[] number : NUMBERS) {
        Object value = caches.attribute(i, number[0]);
        reply.put(key + number[1], value == null ? 0L : ((Number) value).longValue());
      }
      Object reasons = caches.attribute(i, "OneUseByReason");
      if (reasons instanceof TabularData) {
        for (Map.Entry<String, Long> reason : counts((TabularData) reasons).entrySet()) {
          reply.put(key + "one-use." + reason.getKey(), reason.getValue());
        }
      }
    }
  }

  private static Map<String, Long> counts(TabularData table) {
    Map<String, Long> counts = new TreeMap<>();
    for (Object row : table.values()) {
      CompositeData entry = (CompositeData) row;
      counts.put(entry.get("key").toString(), (Long) entry.get("value"));
    }
    return counts;
  }
}
