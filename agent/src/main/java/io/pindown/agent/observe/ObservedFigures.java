package io.pindown.agent.observe;

import io.pindown.cache.OneUse;
import java.util.List;
import java.util.Map;

/**
 * What was observed up to a moment.
 *
 * @param seconds since the observation began
 * @param ways what went by each way from memory off the heap
 * @param heap what went through memory on the heap, which the JDK copies and nobody can register
 * @param hits transfers that would have found their memory registered
 * @param misses those that would not
 * @param oneUse of the misses, those whose registration could not have been kept, by reason
 * @param invalidations registrations that would have been taken out because their memory was freed or changed
 * @param staleReuses transfers that a cache by addresses alone would have made from memory that was gone
 * @param evictions registrations that would have been taken out for want of room
 * @param registrations registrations that would have been made
 * @param registeredPages pages of 4 KiB of these
 * @param usedPages pages that all transfers lay in: what would be registered without a cache
 * @param pinned bytes that would be pinned now
 * @param pinnedPeak the most that would have been
 * @param room what the cache would have been allowed to keep pinned
 * @param memlock RLIMIT_MEMLOCK, -1 if it does not apply
 * @param sizes transfers by size: element n has those of 2^n bytes or more, and less than twice that
 * @param sites the places in the code that caused most registrations
 * @param unknownSites registrations whose place was not looked at
 * @param unrecorded transfers that could not be recorded
 * @param cost what a registration costs
 */
public record ObservedFigures(
    double seconds,
    List<WayFigures> ways,
    WayFigures heap,
    long hits,
    long misses,
    Map<OneUse, Long> oneUse,
    long invalidations,
    long staleReuses,
    long evictions,
    long registrations,
    long registeredPages,
    long usedPages,
    long pinned,
    long pinnedPeak,
    long room,
    long memlock,
    long[] sizes,
    List<SiteFigures> sites,
    long unknownSites,
    long unrecorded,
    CostModel cost) {

  /** From memory off the heap. */
  public long transfers() {
    return ways.stream().mapToLong(WayFigures::transfers).sum();
  }

  /** From memory off the heap. */
  public long bytes() {
    return ways.stream().mapToLong(WayFigures::bytes).sum();
  }

  /** 0 to 1; 0 if there was nothing. */
  public double hitRatio() {
    return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
  }

  public long oneUseTotal() {
    return oneUse.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Seconds that registering for each transfer would have taken. */
  public double secondsWithout() {
    return cost.of(hits + misses, usedPages) / 1e9;
  }

  /** Seconds that registering would have taken with the cache. */
  public double secondsWith() {
    return cost.of(registrations, registeredPages) / 1e9;
  }

  public double secondsSaved() {
    return secondsWithout() - secondsWith();
  }
}
