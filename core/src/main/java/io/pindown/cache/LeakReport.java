package io.pindown.cache;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which leases are out when their cache ends, if it records where they were taken: released later they are late, and mostly they are never. Of a cache
 * that is closed on the System.Logger of {@link CacheLog}; of one that is open when the JVM ends on stderr, since loggers end at the same time, in no order.
 * Immutable.
 */
final class LeakReport {
  private static final int MOST = 10;

  private final WeakReference<RegistrationCache<?>> cache;
  private final Thread last; // null where the JVM ends already

  private LeakReport(RegistrationCache<?> cache) {
    this.cache = new WeakReference<>(cache);
    Thread hook = new Thread(null, this::atTheEnd, "pindown-leak-report", 0L, false);
    hook.setContextClassLoader(null);
    last = added(hook) ? hook : null;
  }

  /** Of a cache that begins; null where places are not recorded: who closes a device takes what is out for done, and wants no word of it. */
  static LeakReport begin(RegistrationCache<?> cache) {
    return cache.options().leaseSites() ? new LeakReport(cache) : null;
  }

  private static boolean added(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException ending) {
      return false;
    }
  }

  /** The cache is closed. Once for a cache. Never throws: what is said is not what has to be done. */
  void closed() {
    try {
      if (last != null) {
        Runtime.getRuntime().removeShutdownHook(last);
      }
    } catch (IllegalStateException ending) {
      // and it has nothing to say any more, since the cache is closed
    }
    RegistrationCache<?> closed = cache.get();
    List<String> lines = closed == null ? List.of() : lines(closed);
    if (!lines.isEmpty()) {
      CacheLog.once("lent " + closed.options().name() + System.identityHashCode(closed), String.join("\n", lines), null);
    }
  }

  private void atTheEnd() {
    RegistrationCache<?> open = cache.get();
    if (open != null && !open.isClosed()) {
      StringBuilder text = new StringBuilder();
      for (String line : lines(open)) {
        text.append("pindown: ").append(line.replace("\n", System.lineSeparator())).append(System.lineSeparator());
      }
      System.err.print(text); // at once: other caches may say something, too
    }
  }

  /** None if nothing is out. */
  private static List<String> lines(RegistrationCache<?> cache) {
    try {
      cache.reap(); // so that what has changed in use is known to have
      List<LentRegistration> lent = cache.lent();
      return lent.isEmpty() ? List.of() : lines(cache.options().name(), lent);
    } catch (Throwable e) {
      return List.of("no report of leases that are out: " + e);
    }
  }

  private static List<String> lines(String name, List<LentRegistration> lent) {
    List<String> lines = new ArrayList<>();
    lines.add("registration cache " + name + " ends while " + lent.size() + " registrations are in use");
    for (LentRegistration each : lent.subList(0, Math.min(MOST, lent.size()))) {
      lines.add("0x" + Long.toHexString(each.address()) + " + " + each.length() + ", " + each.leases() + " leases, the last one " + each.site().strip());
      if (!each.changed().isEmpty()) {
        lines.add("its memory was freed or remapped meanwhile: " + each.changed().strip());
      }
    }
    if (lent.size() > MOST) {
      lines.add("and " + (lent.size() - MOST) + " more");
    }
    return lines;
  }
}
