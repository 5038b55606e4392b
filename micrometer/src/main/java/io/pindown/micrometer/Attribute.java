package io.pindown.micrometer;

import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

/** One number that an MBean shows: an attribute, or an entry of an attribute that is a map from names to numbers. */
record Attribute(MBeanServer server, ObjectName bean, String name, String entry) {
  Attribute(MBeanServer server, ObjectName bean, String name) {
    this(server, bean, name, null);
  }

  /** The value now; not a number once the bean is gone. */
  double read() {
    try {
      Object value = server.getAttribute(bean, name);
      Object number = entry == null ? value : ((TabularData) value).get(new Object[] {entry}).get("value");
      return ((Number) number).doubleValue();
    } catch (JMException | JMRuntimeException e) {
      return Double.NaN;
    }
  }
}
