package io.pindown.demo.harness;

import io.pindown.demo.measure.CacheCounts;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Reads the registration caches of this JVM from outside of the application: through the platform's MBean server, by name, without
 * any class of theirs.
 */
public final class CacheProbe {
  /** Name pattern under which caches report. */
  public static final String PATTERN = "io.pindown:type=RegistrationCache,*";

  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final long POLL_NANOS = 1_000_000;

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName pattern;

  /** A probe of this JVM. */
  public CacheProbe() {
    try {
      pattern = new ObjectName(PATTERN);
    } catch (MalformedObjectNameException impossible) {
      throw new IllegalStateException(PATTERN, impossible);
    }
  }

  /** All caches' counts together; empty when there is no cache. */
  public Optional<CacheCounts> read() {
    int caches = 0;
    long hits = 0;
    long misses = 0;
    long oneUse = 0;
    long invalidations = 0;
    try {
      for (ObjectName cache : server.queryNames(pattern, null)) {
        caches++;
        hits += count(cache, "Hits");
        misses += count(cache, "Misses");
        oneUse += count(cache, "OneUseTotal");
        invalidations += count(cache, "Invalidations");
      }
    } catch (JMException failed) {
      throw new IllegalStateException("a registration cache does not report as it should", failed);
    }
    return caches == 0 ? Optional.empty() : Optional.of(new CacheCounts(caches, hits, misses, oneUse, invalidations));
  }

  /**
   * Waits until caches have counted as many invalidations, which they do after the fact; returns whether they have, within a second.
   */
  public boolean awaitInvalidations(long atLeast) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (read().map(CacheCounts::invalidations).orElse(0L) < atLeast) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  private long count(ObjectName cache, String attribute) throws JMException {
    return ((Number) server.getAttribute(cache, attribute)).longValue();
  }
}
