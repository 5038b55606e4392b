package io.pindown.cache;

/** What a cache counts. Exact when one thread uses the cache, whatever the cache's own does; with several, exact once they are done. */
final class CacheCounters {
  /** Leases taken that registrations count no longer, since they were too many for their words; mostly none. */
  final Tally leases = new Tally();
  /** Leases taken by who found a registration after all while missing: no hits. */
  final Tally lateLeases = new Tally();
  final Tally indexHits = new Tally();
  final Tally misses = new Tally();
  final Tally registrations = new Tally();
  final Tally deregistrations = new Tally();
  final Tally failedRegistrations = new Tally();
  final Tally failedDeregistrations = new Tally();
  final Tally invalidations = new Tally();
  final Tally inUseInvalidations = new Tally();
  final Tally lateInUse = new Tally();
  final Tally evictions = new Tally();
  final Tally flushed = new Tally();
  final Tally withdrawn = new Tally();
  final Tally staleReuses = new Tally();
  final Tally revived = new Tally();
  final Tally[] oneUse = new Tally[OneUse.values().length];

  CacheCounters() {
    for (int i = 0; i < oneUse.length; i++) {
      oneUse[i] = new Tally();
    }
  }
}
