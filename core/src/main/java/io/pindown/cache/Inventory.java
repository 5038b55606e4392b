package io.pindown.cache;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a cache has done and holds, put together for who wants to know. Thread-safe, and not on any acquire's way. */
final class Inventory<H> {
  private final CacheCounters counters;
  private final Roster<H> roster;
  private final Departures<H> departures;
  private final Invalidator<H> invalidator;
  private final long madeAt = System.nanoTime();

  Inventory(CacheCounters counters, Roster<H> roster, Departures<H> departures, Invalidator<H> invalidator) {
    this.counters = counters;
    this.roster = roster;
    this.departures = departures;
    this.invalidator = invalidator;
  }

  /** What was leased and not by a look into the index: counted by the registrations themselves, gone or not. */
  private long frontHits() {
    long others = counters.indexHits.sum() + counters.lateLeases.sum();
    return Math.max(0, roster.taken() + counters.leases.sum() - others);
  }

  CacheStatistics statistics() {
    Map<OneUse, Long> oneUse = new EnumMap<>(OneUse.class);
    for (OneUse reason : OneUse.values()) {
      oneUse.put(reason, counters.oneUse[reason.ordinal()].sum());
    }
    return new CacheStatistics(
        frontHits(),
        counters.indexHits.sum(),
        counters.misses.sum(),
        oneUse,
        counters.registrations.sum(),
        counters.deregistrations.sum(),
        counters.failedRegistrations.sum(),
        counters.failedDeregistrations.sum(),
        counters.invalidations.sum(),
        counters.inUseInvalidations.sum(),
        counters.lateInUse.sum(),
        counters.withdrawn.sum(),
        counters.revived.sum(),
        counters.evictions.sum(),
        counters.flushed.sum(),
        roster.size(),
        departures.pinnedBytes(),
        departures.waiting(),
        departures.highWater());
  }

  CacheMoment moment() {
    CacheStatistics now = statistics();
    return new CacheMoment((System.nanoTime() - madeAt) / 1_000_000, now.hits(), now.misses(), now.pinnedBytes(), now.live());
  }

  /** Those that are leased now, in the cache or not. */
  List<LentRegistration> lent() {
    Set<Registration<H>> all = new LinkedHashSet<>(roster.all());
    all.addAll(invalidator.leasedSomewhere());
    List<LentRegistration> lent = new ArrayList<>();
    for (Registration<H> r : all) {
      long leases = r.leases();
      if (leases > 0) {
        lent.add(new LentRegistration(r.address(), r.length(), leases, invalidator.site(r), CacheEvents.stack(r.site())));
      }
    }
    return lent;
  }

  /** Address and length of each cached registration, {@code most} at most. */
  long[] ranges(int most) {
    List<Registration<H>> all = roster.all();
    long[] ranges = new long[2 * Math.min(most, all.size())];
    for (int i = 0; i < ranges.length; i += 2) {
      ranges[i] = all.get(i / 2).address();
      ranges[i + 1] = all.get(i / 2).length();
    }
    return ranges;
  }
}
