package io.pindown.cache;

import java.util.concurrent.atomic.LongAdder;

/** What a cache counts. Exact when one thread uses the cache, whatever the cache's own does; with several, exact once they are done. */
final class CacheCounters {
  /** Leases taken that registrations count no longer, since they were too many for their words; mostly none. */
  final LongAdder leases = new LongAdder();
  /** Leases taken by who found a registration after all while missing: no hits. */
  final LongAdder lateLeases = new LongAdder();
  final LongAdder indexHits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder registrations = new LongAdder();
  final LongAdder deregistrations = new LongAdder();
  final LongAdder failedRegistrations = new LongAdder();
  final LongAdder failedDeregistrations = new LongAdder();
  final LongAdder invalidations = new LongAdder();
  final LongAdder inUseInvalidations = new LongAdder();
  final LongAdder lateInUse = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder flushed = new LongAdder();
  final LongAdder withdrawn = new LongAdder();
  final LongAdder staleReuses = new LongAdder();
  final LongAdder revived = new LongAdder();
  final LongAdder[] oneUse = new LongAdder[OneUse.values().length];

  CacheCounters() {
    for (int i = 0; i < oneUse.length; i++) {
      oneUse[i] = new LongAdder();
    }
  }
}
