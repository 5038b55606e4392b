package io.pindown.cache;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;

/** Shows a cache in JMX, where there is JMX. */
abstract class CacheBean {
  private static final CacheBean NONE =
      new CacheBean() {
        @Override
        void unregister() {}
      };

  abstract void unregister();

  static CacheBean register(WeakReference<RegistrationCache<?>> cache, String name) {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      return NONE;
    }
    try {
      return new Registered(cache, name);
    } catch (JMException | RuntimeException e) {
      CacheLog.once("jmx", "registration cache " + name + " is not shown in JMX", e);
      return NONE;
    }
  }

  private static final class Registered extends CacheBean {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final ObjectName name;

    Registered(WeakReference<RegistrationCache<?>> cache, String cacheName) throws JMException {
      name = new ObjectName("io.pindown:type=RegistrationCache,name=" + ObjectName.quote(cacheName + "-" + NUMBER.incrementAndGet()));
      ManagementFactory.getPlatformMBeanServer().registerMBean(new View(cache), name);
    }

    @Override
    void unregister() {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException e) {
        // gone already, which is what is wanted
      }
    }
  }

  /** Does not keep the cache alive. */
  record View(WeakReference<RegistrationCache<?>> cache) implements RegistrationCacheMXBean {
    private CacheStatistics now() {
      RegistrationCache<?> live = cache.get();
      if (live == null) {
        throw new IllegalStateException("the cache is gone");
      }
      return live.statistics();
    }

    @Override
    public long getHits() {
      return now().hits();
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
    public long getDeregistrations() {
      return now().deregistrations();
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
    public long getEvictions() {
      return now().evictions();
    }

    @Override
    public long getRevived() {
      return now().revived();
    }

    @Override
    public long getLive() {
      return now().live();
    }

    @Override
    public long getPinnedBytes() {
      return now().pinnedBytes();
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
    public String[] getCoverageGaps() {
      RegistrationCache<?> live = cache.get();
      return live == null ? new String[0] : live.space().coverage().gaps().stream().map(Enum::name).toArray(String[]::new);
    }
  }
}
