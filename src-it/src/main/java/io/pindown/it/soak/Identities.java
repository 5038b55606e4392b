package io.pindown.it.soak;

import io.pindown.cache.CacheStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * What must add up in a cache's statistics when nobody is inside of it, whatever happened before and in however many threads.
 *
 * <pre>
 * acquires             == frontHits + indexHits + misses
 * found                == frontHits + indexHits + joined            joined: misses served by another thread's registration
 * misses               == made + oneUseTotal + joined + refused     each miss ends in one of these
 * oneUse(reason)       == leases that say so                        for each reason
 * registrations        == oneUseTotal + published
 * published            == live + invalidations + evictions + flushed + withdrawn    whoever takes it from the cache counts it, once
 * published - made     >= withdrawn                                 a registration that changed before its maker had it; a drain or a
 *                                                                   flush may have taken it out first
 * registrations        == the registrar's own count; so deregistrations, failedRegistrations, pinnedBytes
 * registrations - deregistrations - failedDeregistrations == live + deferred         with no lease out
 * after close          live, deferred and pinnedBytes are 0
 * </pre>
 *
 * <p>The cache does not count {@code joined}; it follows from the first two lines and must not be negative. The third then is the sum
 * of the first two and of what the acquires came back with.
 */
final class Identities {
  private final List<String> broken = new ArrayList<>();

  private Identities() {}

  /** The identities that do not hold, each with its numbers, while no lease is out. */
  static List<String> brokenIn(CacheStatistics s, Counts c) {
    Identities identities = new Identities();
    identities.acquires(s, c);
    identities.registrations(s, c);
    return identities.broken;
  }

  /** The same, for a cache that has been closed. */
  static List<String> brokenAfterClose(CacheStatistics s, Counts c) {
    List<String> broken = brokenIn(s, c);
    if (s.live() != 0 || s.deferred() != 0 || s.pinnedBytes() != 0) {
      broken.add("after close: live " + s.live() + ", deferred " + s.deferred() + ", pinnedBytes " + s.pinnedBytes() + "; all must be 0");
    }
    return broken;
  }

  private void acquires(CacheStatistics s, Counts c) {
    equal("acquires == frontHits + indexHits + misses", c.acquires(), s.frontHits() + s.indexHits() + s.misses());
    long joined = c.found() - s.frontHits() - s.indexHits();
    notAbove("0 <= joined == found - frontHits - indexHits", 0, joined);
    equal("misses == made + oneUseTotal + joined + refused", s.misses(), c.made() + s.oneUseTotal() + joined + c.refusedAcquires());
    c.oneUse().forEach((reason, leases) -> equal("oneUse " + reason + " == leases", s.oneUse().getOrDefault(reason, -1L), leases));
    notAbove("refused acquires <= failedRegistrations", c.refusedAcquires(), s.failedRegistrations());
  }

  private void registrations(CacheStatistics s, Counts c) {
    equal("registrations == the registrar's", s.registrations(), c.registered());
    equal("failedRegistrations == the registrar's", s.failedRegistrations(), c.refused());
    equal("deregistrations == the registrar's", s.deregistrations(), c.deregistered());
    equal("pinnedBytes == the registrar's", s.pinnedBytes(), c.pinnedBytes());
    long published = s.registrations() - s.oneUseTotal();
    equal(
        "registrations - oneUseTotal == live + invalidations + evictions + flushed + withdrawn",
        published,
        s.live() + s.invalidations() + s.evictions() + s.flushed() + s.withdrawn());
    notAbove("withdrawn <= published - made", s.withdrawn(), published - c.made());
    equal(
        "registrations - deregistrations - failedDeregistrations == live + deferred",
        s.registrations() - s.deregistrations() - s.failedDeregistrations(),
        s.live() + s.deferred());
    notAbove("deferred <= deferredHighWater", s.deferred(), s.deferredHighWater());
  }

  private void equal(String identity, long left, long right) {
    if (left != right) {
      broken.add(identity + ": " + left + " and " + right);
    }
  }

  private void notAbove(String identity, long low, long high) {
    if (low > high) {
      broken.add(identity + ": " + low + " and " + high);
    }
  }
}
