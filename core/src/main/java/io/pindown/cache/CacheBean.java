package io.pindown.cache;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.TreeMap;

/** What a cache shows in JMX. Does not keep the cache alive. */
record CacheBean(WeakReference<RegistrationCache<?>> cache) implements RegistrationCacheMXBean {
  private RegistrationCache<?> live() {
    RegistrationCache<?> live = cache.get();
    if (live == null) {
      throw new IllegalStateException("the cache is gone");
    }
    return live;
  }

  private CacheStatistics now() {
    return live().statistics();
  }

  @Override
  public String getRegistrar() {
    return live().registrarName();
  }

  @Override
  public long getHits() {
    return now().hits();
  }

  @Override
  public long getFrontHits() {
    return now().frontHits();
  }

  @Override
  public long getIndexHits() {
    return now().indexHits();
  }

  @Override
  public long getMisses() {
    return now().misses();
  }

  @Override
  public long getRegistrations() {
    return now().registrations();
  }

  @Override
  public long getFailedRegistrations() {
    return now().failedRegistrations();
  }

  @Override
  public long getDeregistrations() {
    return now().deregistrations();
  }

  @Override
  public long getFailedDeregistrations() {
    return now().failedDeregistrations();
  }

  @Override
  public long getInvalidations() {
    return now().invalidations();
  }

  @Override
  public long getInUseInvalidations() {
    return now().inUseInvalidations();
  }

  @Override
  public long getLateInUse() {
    return now().lateInUse();
  }

  @Override
  public long getWithdrawn() {
    return now().withdrawn();
  }

  @Override
  public long getEvictions() {
    return now().evictions();
  }

  @Override
  public long getFlushed() {
    return now().flushed();
  }

  @Override
  public long getRevived() {
    return now().revived();
  }

  @Override
  public long getStaleReusesPrevented() {
    return live().staleReusesPrevented();
  }

  @Override
  public long getLive() {
    return now().live();
  }

  @Override
  public long getPinnedBytes() {
    return isPinning() ? now().pinnedBytes() : 0;
  }

  @Override
  public boolean isPinning() {
    return live().pins();
  }

  @Override
  public long getWouldBePinnedBytes() {
    return isPinning() ? 0 : now().pinnedBytes();
  }

  @Override
  public long getDirty() {
    return live().dirty();
  }

  @Override
  public long getDeferred() {
    return now().deferred();
  }

  @Override
  public long getDeferredHighWater() {
    return now().deferredHighWater();
  }

  @Override
  public long getOneUseTotal() {
    return now().oneUseTotal();
  }

  @Override
  public Map<String, Long> getOneUseByReason() {
    Map<String, Long> named = new TreeMap<>();
    now().oneUse().forEach((reason, count) -> named.put(reason.name(), count));
    return named;
  }

  @Override
  public long getMaxBytes() {
    return live().options().maxBytes();
  }

  @Override
  public int getMaxRegistrations() {
    return live().options().maxRegistrations();
  }

  @Override
  public String[] getCoverageGaps() {
    return live().space().coverage().gaps().stream().map(Enum::name).toArray(String[]::new);
  }

  @Override
  public void flush() {
    live().flush();
  }
}
