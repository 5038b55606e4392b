package io.pindown.it;

import io.pindown.it.app.PathsApp;
import io.pindown.it.jvm.ForkedJvm;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.Places;
import io.pindown.registry.AddressSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/** How the programs of this module are started: with the agent, whose jar brings core, or without, with core on the class path. */
final class Programs {
  static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Path APPLICATIONS = Places.of(PathsApp.class);
  private static final Path CORE = Places.of(AddressSpace.class);
  private static final Path AGRONA = Places.of(Long2ObjectHashMap.class);

  private static final Path NIC = Places.ofClass("io.pindown.nic.uring.Ring");

  private Programs() {}

  /** A program that finds core in the agent's jar only, as any application of others does. */
  static JvmBuilder withAgent(Jdk jdk, String test, String options) {
    return plain(jdk, test).agent(Places.agentJar(), options);
  }

  /** A program that has core as a dependency, and no agent. */
  static JvmBuilder withoutAgent(Jdk jdk, String test) {
    return plain(jdk, test).classPath(CORE, AGRONA);
  }

  /** A program that has core as a dependency, under the agent, whose jar has it, too. */
  static JvmBuilder withCoreTwice(Jdk jdk, String test) {
    return withoutAgent(jdk, test).agent(Places.agentJar(), "");
  }

  /** Neither a class path nor a flag. */
  static JvmBuilder empty(Jdk jdk, String test) {
    return ForkedJvm.of(jdk, test);
  }

  /** A program that needs neither core nor the FFM API nor a flag. */
  static JvmBuilder bare(Jdk jdk, String test) {
    return empty(jdk, test).classPath(APPLICATIONS);
  }

  /** A program that has nothing but its own classes, and may use the FFM API. */
  static JvmBuilder plain(Jdk jdk, String test) {
    JvmBuilder builder = ForkedJvm.of(jdk, test).flags(quiet(jdk));
    return jdk.feature() == 21 ? builder.classPath(ForeignClasses.for21(jdk), APPLICATIONS) : builder.classPath(APPLICATIONS);
  }

  /** Adds the NIC library, whose classes a test JVM may hold in a folder, as it does core's. */
  static JvmBuilder withNic(JvmBuilder builder) {
    return builder.classPath(NIC);
  }

  /** What the programs' own use of the FFM API and of sun.misc.Unsafe needs so that the JDK does not warn of it. */
  private static List<String> quiet(Jdk jdk) {
    List<String> flags = new ArrayList<>(List.of("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED")); // for ReflectivePaths
    if (jdk.feature() == 21) {
      flags.add("--enable-preview");
    }
    if (jdk.feature() >= 21) {
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
    if (jdk.feature() >= 24) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }
}
