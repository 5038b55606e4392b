package io.pindown.property;

import io.pindown.cache.CacheStatistics;
import io.pindown.cache.OneUse;
import java.util.EnumMap;
import java.util.Map;

/** What the statistics of a cache must be. */
final class CacheFigures {
  long frontHits;
  long indexHits;
  long misses;
  final Map<OneUse, Long> oneUse = new EnumMap<>(OneUse.class);
  long registrations;
  long deregistrations;
  long failedRegistrations;
  long failedDeregistrations;
  long invalidations;
  long inUseInvalidations;
  long withdrawn;
  long revived;
  long evictions;
  long flushed;
  long live;
  long pinnedBytes;
  long waiting;
  long highWater;

  CacheFigures() {
    for (OneUse reason : OneUse.values()) {
      oneUse.put(reason, 0L);
    }
  }

  CacheStatistics expected() {
    return new CacheStatistics(
        frontHits,
        indexHits,
        misses,
        oneUse,
        registrations,
        deregistrations,
        failedRegistrations,
        failedDeregistrations,
        invalidations,
        inUseInvalidations,
        0, // nobody tells of the kernel's events here
        withdrawn,
        revived,
        evictions,
        flushed,
        live,
        pinnedBytes,
        waiting,
        highWater);
  }
}
