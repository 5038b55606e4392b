package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Shows a cache in JMX, and with the first one the hooks, where there is JMX. */
abstract class Beans {
  private static final Beans NONE =
      new Beans() {
        @Override
        void unregister() {}
      };

  abstract void unregister();

  static Beans register(WeakReference<RegistrationCache<?>> cache, String name) {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      return NONE;
    }
    try {
      return new Registered(cache, name);
    } catch (Throwable e) { // an Error, too: the cache's thread goes on without
      CacheLog.once("jmx", "registration cache " + name + " is not shown in JMX", e);
      return NONE;
    }
  }

  private static final class Registered extends Beans {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final ObjectName name;

    Registered(WeakReference<RegistrationCache<?>> cache, String cacheName) throws JMException {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      RegistrationCache<?> live = cache.get();
      if (live != null && !live.space().isDetached()) {
        hooks(server);
      }
      name = new ObjectName("io.pindown:type=RegistrationCache,name=" + ObjectName.quote(cacheName + "-" + NUMBER.incrementAndGet()));
      server.registerMBean(new CacheBean(cache), name);
    }

    private static void hooks(MBeanServer server) throws JMException {
      ObjectName hooks = new ObjectName("io.pindown:type=Hooks");
      if (!server.isRegistered(hooks)) {
        try {
          server.registerMBean(new HooksBean(AddressSpace.process()), hooks);
        } catch (InstanceAlreadyExistsException e) {
          // by another first cache, in another thread or of another copy of this module
        }
      }
    }

    @Override
    void unregister() {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException | RuntimeException | Error e) {
        // gone already, which is what is wanted
      }
    }
  }
}
