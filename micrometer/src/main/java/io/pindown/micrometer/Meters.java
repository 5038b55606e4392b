package io.pindown.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

/** Makes the meters of one MBean, and takes them out again together. Not thread-safe. */
final class Meters {
  private final MeterRegistry registry;
  private final Iterable<Tag> common;
  private final MBeanServer server;
  private final ObjectName bean;
  private final List<Meter> made = new ArrayList<>();

  Meters(MeterRegistry registry, Iterable<Tag> common, MBeanServer server, ObjectName bean) {
    this.registry = registry;
    this.common = common;
    this.server = server;
    this.bean = bean;
  }

  void counter(String name, String description, Tags tags, String attribute) {
    counter(name, description, tags, attribute, null);
  }

  void counter(String name, String description, Tags tags, String attribute, String entry) {
    // the registry holds the object weakly, so the function has to hold it
    Attribute read = new Attribute(server, bean, attribute, entry);
    made.add(FunctionCounter.builder(name, bean, b -> read.read()).description(description).tags(Tags.concat(common, tags)).register(registry));
  }

  void gauge(String name, String description, String unit, Tags tags, String attribute) {
    Attribute read = new Attribute(server, bean, attribute);
    made.add(Gauge.builder(name, read::read).description(description).baseUnit(unit).tags(Tags.concat(common, tags)).register(registry));
  }

  /** How many elements an attribute has that is an array. */
  void length(String name, String description, Tags tags, String attribute) {
    made.add(Gauge.builder(name, () -> elements(attribute)).description(description).tags(Tags.concat(common, tags)).register(registry));
  }

  private double elements(String attribute) {
    try {
      return ((Object[]) server.getAttribute(bean, attribute)).length;
    } catch (JMException | JMRuntimeException e) {
      return Double.NaN;
    }
  }

  /** The names in an attribute that is a map, in order; none if the bean is gone. */
  Iterable<String> entries(String attribute) {
    TreeSet<String> names = new TreeSet<>();
    try {
      for (Object key : ((TabularData) server.getAttribute(bean, attribute)).keySet()) {
        names.add((String) ((List<?>) key).get(0));
      }
    } catch (JMException | JMRuntimeException e) {
      // gone meanwhile: no meters
    }
    return names;
  }

  void remove() {
    made.forEach(registry::remove);
    made.clear();
  }
}
