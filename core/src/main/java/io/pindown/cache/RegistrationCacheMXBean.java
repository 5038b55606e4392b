package io.pindown.cache;

import java.util.Map;

/**
 * A cache for JMX, as {@code io.pindown:type=RegistrationCache,name="NAME-NUMBER"}, from its first to its last day; what the figures mean says
 * {@link CacheStatistics}. Every attribute is read anew, and none keeps the cache alive.
 */
public interface RegistrationCacheMXBean {
  /** The registrar's name. */
  String getRegistrar();

  long getHits();

  long getFrontHits();

  long getIndexHits();

  long getMisses();

  long getRegistrations();

  long getFailedRegistrations();

  long getDeregistrations();

  long getFailedDeregistrations();

  long getInvalidations();

  long getInUseInvalidations();

  long getLateInUse();

  long getWithdrawn();

  long getEvictions();

  long getFlushed();

  long getRevived();

  /** See {@link RegistrationCache#staleReusesPrevented}. */
  long getStaleReusesPrevented();

  long getLive();

  long getPinnedBytes();

  long getDeferred();

  long getDeferredHighWater();

  long getOneUseTotal();

  /** By the names of {@link OneUse}, all of them. */
  Map<String, Long> getOneUseByReason();

  /** What the cache may keep pinned, in bytes. */
  long getMaxBytes();

  /** How many registrations the cache may keep. */
  int getMaxRegistrations();

  /** The kinds of events that the hooks are not proven to see. */
  String[] getCoverageGaps();

  /** Takes all registrations out; those in use are deregistered when they are released. See {@link RegistrationCache#flush}. */
  void flush();
}
