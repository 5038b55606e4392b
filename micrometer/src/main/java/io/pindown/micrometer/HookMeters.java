package io.pindown.micrometer;

import io.micrometer.core.instrument.Tags;

/** The meters of the hooks of a JVM. */
final class HookMeters {
  private HookMeters() {}

  static void bind(Meters meters) {
    for (String kind : meters.entries("Events")) {
      meters.counter("pindown.events", "Changes of memory that hooks have told of, by kind", Tags.of("kind", kind), "Events", kind);
    }
    meters.gauge("pindown.watches", "Watches of all registries", null, Tags.empty(), "Watches");
    meters.counter("pindown.containers.dropped", "Blocks and mappings that found no room and are not cached", Tags.empty(), "DroppedContainers");
    meters.length("pindown.coverage.gaps", "Kinds of changes that the hooks are not proven to see", Tags.empty(), "CoverageGaps");
  }
}
