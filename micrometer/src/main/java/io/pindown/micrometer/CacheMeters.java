package io.pindown.micrometer;

import io.micrometer.core.instrument.Tags;
import javax.management.ObjectName;

/** The meters of one registration cache, all with the tag {@code cache}. */
final class CacheMeters {
  private CacheMeters() {}

  static void bind(Meters meters, ObjectName bean) {
    Tags cache = Tags.of("cache", ObjectName.unquote(bean.getKeyProperty("name")));
    String acquires = "pindown.cache.acquires";
    String what = "Requests for a registration, by how they were served";
    meters.counter(acquires, what, cache.and("result", "front"), "FrontHits");
    meters.counter(acquires, what, cache.and("result", "index"), "IndexHits");
    meters.counter(acquires, what, cache.and("result", "miss"), "Misses");
    String registrations = "pindown.cache.registrations";
    meters.counter(registrations, "Memory handed to the device, by outcome", cache.and("outcome", "done"), "Registrations");
    meters.counter(registrations, "Memory handed to the device, by outcome", cache.and("outcome", "refused"), "FailedRegistrations");
    String deregistrations = "pindown.cache.deregistrations";
    meters.counter(deregistrations, "Memory taken back from the device, by outcome", cache.and("outcome", "done"), "Deregistrations");
    meters.counter(deregistrations, "Memory taken back from the device, by outcome", cache.and("outcome", "refused"), "FailedDeregistrations");
    String removals = "pindown.cache.removals";
    String why = "Registrations that left the cache, by reason";
    meters.counter(removals, why, cache.and("reason", "changed"), "Invalidations");
    meters.counter(removals, why, cache.and("reason", "evicted"), "Evictions");
    meters.counter(removals, why, cache.and("reason", "flushed"), "Flushed");
    meters.counter(removals, why, cache.and("reason", "withdrawn"), "Withdrawn");
    meters.counter("pindown.cache.changed.in.use", "Registrations whose memory changed while they were leased: faults of the application", cache, "InUseInvalidations");
    meters.counter("pindown.cache.late.in.use", "Registrations that were leased when the kernel told late of memory that was there before: nobody's fault", cache, "LateInUse");
    meters.counter("pindown.cache.revived", "Misses served by a registration that was kept when its block was freed", cache, "Revived");
    meters.counter("pindown.cache.stale.reuses.prevented", "Misses at an address whose registration had been taken out because its memory changed", cache, "StaleReusesPrevented");
    meters.gauge("pindown.cache.live", "Cached registrations", null, cache, "Live");
    meters.gauge("pindown.cache.live.max", "Cached registrations that are allowed", null, cache, "MaxRegistrations");
    meters.gauge("pindown.cache.pinned", "Memory that is registered", "bytes", cache, "PinnedBytes");
    meters.gauge("pindown.cache.pinned.would.be", "Memory that a cache which pins nothing would keep registered", "bytes", cache, "WouldBePinnedBytes");
    meters.gauge("pindown.cache.dirty", "Changes of registered memory that the cache has not looked at yet", null, cache, "Dirty");
    meters.gauge("pindown.cache.pinned.max", "Memory that the cache may keep registered", "bytes", cache, "MaxBytes");
    meters.gauge("pindown.cache.deferred", "Registrations that wait to be deregistered", null, cache, "Deferred");
    for (String reason : meters.entries("OneUseByReason")) {
      meters.counter("pindown.cache.one.use", "Registrations for one use, by reason", cache.and("reason", reason), "OneUseByReason", reason);
    }
  }
}
