package io.pindown.demo.harness;

import io.pindown.demo.measure.CacheCounts;
import java.lang.management.ManagementFactory;
import java.util.Optional;
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
    long invalidations = 0;
    try {
      for (ObjectName cache : server.queryNames(pattern, null)) {
        caches++;
        hits += count(cache, "Hits");
        misses += count(cache, "Misses");
        invalidations += count(cache, "Invalidations");
      }
    } catch (JMException failed) {
      throw new IllegalStateException("a registration cache does not report as it should", failed);
    }
    return caches == 0 ? Optional.empty() : Optional.of(new CacheCounts(caches, hits, misses, invalidations));
  }

  private long count(ObjectName cache, String attribute) throws JMException {
    return ((Number) server.getAttribute(cache, attribute)).longValue();
  }
}
