package io.pindown.bench.scaling;

import java.util.List;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;
import org.openjdk.jol.vm.VM;

/**
 * Prints where the fields of the classes on the hot paths lie: which of them can share a cache line, and how large an object is. Run it
 * with the options of the JVM in question.
 */
public final class Layouts {
  private static final List<String> CLASSES =
      List.of(
          "io.pindown.cache.Registration",
          "io.pindown.cache.LeaseStripes",
          "io.pindown.cache.RegistrationCache",
          "io.pindown.cache.Front",
          "io.pindown.cache.Roster",
          "io.pindown.cache.Departures",
          "io.pindown.registry.Watch$Named",
          "io.pindown.registry.WatchRegistry",
          "io.pindown.registry.DirtyWatches",
          "io.pindown.registry.WatchIndex",
          "io.pindown.registry.AddressSpace",
          "io.pindown.registry.LostEvents",
          "io.pindown.registry.Containers",
          "io.pindown.registry.ContainerTable",
          "io.pindown.registry.GranuleSet",
          "io.pindown.registry.Sieve",
          "io.pindown.registry.Arming",
          "io.pindown.index.RangeTable");

  private Layouts() {}

  public static void main(String[] args) throws ClassNotFoundException {
    System.setProperty("jol.magicFieldOffset", "true"); // for records
    System.out.println(VM.current().details());
    for (String name : CLASSES) {
      ClassLayout layout = ClassLayout.parseClass(Class.forName(name));
      System.out.printf("%s: %d bytes%n ", name, layout.instanceSize());
      for (FieldLayout field : layout.fields()) {
        System.out.printf(" %s@%d+%d", field.name(), field.offset(), field.size());
      }
      System.out.println();
    }
  }
}
