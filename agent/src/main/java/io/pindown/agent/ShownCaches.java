package io.pindown.agent;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * The registration caches of this process, whoever made them and whichever copy of core they are of: by their MBeans, which each has from its
 * first registration on. One that goes meanwhile counts as empty.
 */
final class ShownCaches {
  private final MBeanServer server;
  private final List<ObjectName> names;

  private ShownCaches(MBeanServer server, List<ObjectName> names) {
    this.server = server;
    this.names = names;
  }

  /** Those that are there now; none where the JVM has no JMX. */
  static ShownCaches of() throws JMException {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      return new ShownCaches(null, Collections.emptyList());
    }
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<ObjectName> names = new ArrayList<>(server.queryNames(new ObjectName("io.pindown:type=RegistrationCache,*"), null));
    Collections.sort(names);
    return new ShownCaches(server, names);
  }

  int size() {
    return names.size();
  }

  /** {@code NAME-NUMBER}. */
  String name(int cache) {
    return ObjectName.unquote(names.get(cache).getKeyProperty("name"));
  }

  /** An attribute of one cache; null if the cache is gone. */
  Object attribute(int cache, String attribute) throws JMException {
    try {
      return server.getAttribute(names.get(cache), attribute);
    } catch (InstanceNotFoundException | RuntimeMBeanException e) {
      return null;
    }
  }

  /** The sum of an attribute that is a number. */
  long sum(String attribute) throws JMException {
    long sum = 0L;
    for (int i = 0; i < names.size(); i++) {
      Object value = attribute(i, attribute);
      sum += value == null ? 0L : ((Number) value).longValue();
    }
    return sum;
  }

  /** Flushes all of them. */
  void flush() throws JMException {
    for (ObjectName name : names) {
      try {
        server.invoke(name, "flush", new Object[0], new String[0]);
      } catch (InstanceNotFoundException | RuntimeMBeanException e) {
        // gone, and empty
      }
    }
  }
}
