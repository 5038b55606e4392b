package io.pindown.cache;

import java.util.Map;

/**
 * What a cache has done so far, and holds now.
 *
 * @param frontHits acquires served by the registration last used for that address
 * @param indexHits acquires served by another cached registration that contains the range
 * @param misses acquires that were not hits; each ended in a registration, a wait for another thread's, or an exception
 * @param oneUse of the misses, those registered for one use, by reason
 * @param registrations calls of the registrar that succeeded
 * @param deregistrations the same, of deregistering
 * @param failedRegistrations registrations that the registrar refused, each try counted
 * @param failedDeregistrations deregistrations that the registrar refused
 * @param invalidations cached registrations that a change of mapping took out
 * @param inUseInvalidations registrations whose memory changed while they were leased: faults of the application. Memory that may map a file is
 *     also hit when any file is truncated or a library unloaded, since which one is not known
 * @param lateInUse registrations that were leased when they were taken out because the kernel told late of memory that was at their address
 *     before, or hooks that came back made the memory known: nobody's fault, and nothing has changed, as far as is known; they are registered
 *     anew
 * @param withdrawn registrations given up before anyone found them, since the memory changed meanwhile, or who was to hear of them failed
 * @param revived misses that a registration served which had been kept when the block before was freed ({@link OnFree#KEEP})
 * @param evictions cached registrations taken out to make room
 * @param flushed cached registrations taken out by flush, invalidate or close
 * @param live cached registrations now
 * @param pinnedBytes bytes registered now, cached or not, waiting to be deregistered or not
 * @param deferred registrations waiting to be deregistered now
 * @param deferredHighWater the most that ever waited
 */
public record CacheStatistics(
    long frontHits,
    long indexHits,
    long misses,
    Map<OneUse, Long> oneUse,
    long registrations,
    long deregistrations,
    long failedRegistrations,
    long failedDeregistrations,
    long invalidations,
    long inUseInvalidations,
    long lateInUse,
    long withdrawn,
    long revived,
    long evictions,
    long flushed,
    long live,
    long pinnedBytes,
    long deferred,
    long deferredHighWater) {

  /** Acquires that needed no registration. */
  public long hits() {
    return frontHits + indexHits;
  }

  /** Registrations for one use, for whatever reason. */
  public long oneUseTotal() {
    return oneUse.values().stream().mapToLong(Long::longValue).sum();
  }
}
