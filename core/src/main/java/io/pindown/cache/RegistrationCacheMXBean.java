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

  /** 0 of a cache that pins nothing. */
  long getPinnedBytes();

  /** Whether what is registered is pinned; false of the cache of {@code mode=observe}, all of whose figures are of what would be. */
  boolean isPinning();

  /** What a cache that pins nothing would keep pinned if it did, in bytes; 0 of others. */
  long getWouldBePinnedBytes();

  /** See {@link RegistrationCache#dirty}. */
  long getDirty();

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
