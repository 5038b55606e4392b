package io.pindown.it.wire;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the registration caches of this JVM count, read from JMX, so that a program that knows nothing of them can tell. */
public final class CacheCount {
  private CacheCount() {}

  /** The sum of an attribute over all caches; 0 where there is none. */
  public static long of(String attribute) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long sum = 0;
    for (ObjectName name : server.queryNames(new ObjectName("io.pindown:type=RegistrationCache,*"), null)) {
      sum += (long) server.getAttribute(name, attribute);
    }
    return sum;
  }
}
