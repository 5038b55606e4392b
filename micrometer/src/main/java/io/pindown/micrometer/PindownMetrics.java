package io.pindown.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * Meters of all registration caches of this JVM, of those that there are and those to come, and of the hooks. They read what Pindown shows in JMX,
 * so it does not matter whether the application made a cache or the agent did, nor which loader has the classes.
 *
 * <p>A cache's meters are there from its first registration until it is closed. Names begin with {@code pindown.}; {@code docs/metrics.md}
 * lists them. Thread-safe. One binder may be bound to several registries; {@link #close} takes its meters out of all of them.
 */
public final class PindownMetrics implements MeterBinder, AutoCloseable {
  private static final ObjectName CACHES = name("io.pindown:type=RegistrationCache,*");
  private static final ObjectName HOOKS = name("io.pindown:type=Hooks");

  private final MBeanServer server;
  private final Iterable<Tag> tags;
  private final Map<MeterRegistry, Bound> bound = new HashMap<>();

  /** On the platform's MBean server. */
  public PindownMetrics() {
    this(ManagementFactory.getPlatformMBeanServer(), List.of());
  }

  /**
   * @param server where Pindown shows its figures: the platform's, unless the JVM was told otherwise
   * @param tags for every meter
   */
  public PindownMetrics(MBeanServer server, Iterable<Tag> tags) {
    this.server = Objects.requireNonNull(server, "server");
    this.tags = Objects.requireNonNull(tags, "tags");
  }

  private static ObjectName name(String name) {
    try {
      return new ObjectName(name);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Binds to a registry; a second time has no effect. */
  @Override
  public void bindTo(MeterRegistry registry) {
    synchronized (bound) {
      if (!bound.containsKey(registry)) {
        bound.put(registry, new Bound(registry));
      }
    }
  }

  /** Takes all meters out of all registries. Harmless the second time. */
  @Override
  public void close() {
    synchronized (bound) {
      bound.values().forEach(Bound::end);
      bound.clear();
    }
  }

  /** The meters in one registry. */
  private final class Bound implements NotificationListener {
    private final MeterRegistry registry;
    private final Map<ObjectName, Meters> meters = new HashMap<>();
    private boolean ended;

    Bound(MeterRegistry registry) {
      this.registry = registry;
      try {
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this, null, null); // first, so that none is missed
      } catch (JMException e) {
        throw new IllegalStateException("MBean server " + server + " tells of no beans that come and go", e);
      }
      server.queryNames(CACHES, null).forEach(this::add);
      server.queryNames(HOOKS, null).forEach(this::add);
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
      ObjectName bean = ((MBeanServerNotification) notification).getMBeanName();
      if (notification.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)) {
        add(bean);
      } else {
        remove(bean);
      }
    }

    private synchronized void add(ObjectName bean) {
      boolean cache = CACHES.apply(bean);
      if (ended || !cache && !HOOKS.equals(bean) || meters.containsKey(bean)) {
        return;
      }
      Meters own = new Meters(registry, tags, server, bean);
      meters.put(bean, own);
      if (cache) {
        CacheMeters.bind(own, bean);
      } else {
        HookMeters.bind(own);
      }
      if (!server.isRegistered(bean)) {
        remove(bean); // gone between the look and the listing, and its end was told before
      }
    }

    private synchronized void remove(ObjectName bean) {
      Meters own = meters.remove(bean);
      if (own != null) {
        own.remove();
      }
    }

    private void end() {
      try {
        server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this);
      } catch (JMException e) {
        // not there any more, which is what is wanted
      }
      synchronized (this) {
        ended = true;
        meters.values().forEach(Meters::remove);
        meters.clear();
      }
    }
  }
}
