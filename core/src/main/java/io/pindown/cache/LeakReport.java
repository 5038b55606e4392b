package io.pindown.cache;

import java.util.List;

/**
 * Says which leases are out when their cache ends, if it records where they were taken: released later they are late, and mostly they are never. On the
 * System.Logger of {@link CacheLog}.
 */
final class LeakReport {
  private static final int MOST = 10;

  private LeakReport() {}

  /** Once for a cache. Never throws: what is said is not what has to be done. */
  static void of(RegistrationCache<?> cache) {
    if (!cache.options().leaseSites()) {
      return; // who closes a device takes what is out for done, and wants no word of it
    }
    try {
      List<LentRegistration> lent = cache.lent();
      if (!lent.isEmpty()) {
        CacheLog.once("lent " + cache.options().name() + System.identityHashCode(cache), text(cache.options(), lent), null);
      }
    } catch (Throwable e) {
      CacheLog.once("leak report", "no report of leases that are out", e);
    }
  }

  private static String text(CacheOptions options, List<LentRegistration> lent) {
    StringBuilder text = new StringBuilder("registration cache ").append(options.name()).append(" ends while ").append(lent.size()).append(" registrations are in use");
    for (LentRegistration each : lent.subList(0, Math.min(MOST, lent.size()))) {
      text.append("\n0x").append(Long.toHexString(each.address())).append(" + ").append(each.length()).append(", ").append(each.leases()).append(" leases, the last one ").append(each.site().strip());
    }
    return text.toString();
  }
}
