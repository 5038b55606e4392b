package io.pindown.cache;

import java.util.Map;

/** A cache's statistics for JMX, as {@code io.pindown:type=RegistrationCache,name=...}; see {@link CacheStatistics}. */
public interface RegistrationCacheMXBean {
  long getHits();

  long getMisses();

  long getRegistrations();

  long getDeregistrations();

  long getInvalidations();

  long getInUseInvalidations();

  long getEvictions();

  long getRevived();

  long getLive();

  long getPinnedBytes();

  long getOneUseTotal();

  Map<String, Long> getOneUseByReason();

  /** The kinds of events that the hooks are not proven to see. */
  String[] getCoverageGaps();
}
