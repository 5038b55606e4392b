package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

/** Reads in JMX what a cache and the hooks have done, as an operator would: by names. */
public final class ManagedApp {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private ManagedApp() {}

  private static ObjectName only(String pattern) throws JMException {
    ObjectName query = new ObjectName(pattern);
    Meeting.until(pattern, () -> SERVER.queryNames(query, null).size() == 1);
    return SERVER.queryNames(query, null).iterator().next();
  }

  private static long frees(ObjectName hooks) throws JMException {
    TabularData events = (TabularData) SERVER.getAttribute(hooks, "Events");
    return (long) events.get(new Object[] {"FREED"}).get("value");
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (RegistrationCache<Long> cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("managed"))) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1_000_003);
      for (int i = 0; i < 3; i++) {
        cache.acquire(buffer, Access.LOCAL_READ).release();
      }
      ObjectName bean = only("io.pindown:type=RegistrationCache,*");
      ObjectName hooks = only("io.pindown:type=Hooks");
      artefact.put("hits", SERVER.getAttribute(bean, "Hits"));
      artefact.put("misses", SERVER.getAttribute(bean, "Misses"));
      artefact.put("live", SERVER.getAttribute(bean, "Live"));
      artefact.put("registrar", SERVER.getAttribute(bean, "Registrar"));
      artefact.put("hooked", SERVER.getAttribute(hooks, "Hooked"));
      artefact.put("watches", SERVER.getAttribute(hooks, "Watches"));
      artefact.put("covers-free", Arrays.asList((Object[]) SERVER.getAttribute(hooks, "Coverage")).contains("FREE"));
      long before = frees(hooks);
      OffHeap.invokeCleaner(buffer);
      artefact.put("free-counted", frees(hooks) > before);
      Object[] gaps = (Object[]) SERVER.invoke(hooks, "proveAgain", null, null);
      artefact.put("proven-again", Arrays.equals(gaps, (Object[]) SERVER.getAttribute(hooks, "CoverageGaps")));
      artefact.put("free-is-a-gap", Arrays.asList(gaps).contains("FREE"));
      SERVER.invoke(bean, "flush", null, null);
      artefact.put("live-flushed", SERVER.getAttribute(bean, "Live"));
      artefact.put("invalidations", SERVER.getAttribute(bean, "Invalidations"));
    }
    artefact.write();
  }
}
