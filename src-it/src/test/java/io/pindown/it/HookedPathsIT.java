package io.pindown.it;

import io.pindown.it.app.PathsApp;
import io.pindown.it.coverage.Attach;
import io.pindown.it.jvm.Flavour;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every hooked path, on every JDK, seen through watches; and the same without the agent, where nothing may be seen. */
class HookedPathsIT {
  static {
    if (Jdk.all().stream().anyMatch(jdk -> jdk.feature() == 17)) {
      System.out.println("jdk17 runs no FFM paths: its API is the incubator module, another one, which allocates through Unsafe");
    }
  }

  @TestFactory
  Stream<DynamicNode> withAgent() {
    return Jdk.all().stream().map(jdk -> {
      JvmResult result = Programs.withAgent(jdk, "paths/" + Flavour.DEFAULT, "").optimizing().main(PathsApp.class.getName(), arguments(jdk)).run(Programs.LIMIT);
      return PathTests.recorded(jdk.toString(), result, jdk, Attach.START, "HookedPathsIT.withAgent");
    });
  }

  @TestFactory
  Stream<DynamicNode> withAgentInOtherFlavours() {
    return Stream.of(Flavour.values())
        .filter(flavour -> flavour != Flavour.DEFAULT)
        .flatMap(flavour -> jdks(flavour).distinct().map(jdk -> agentLeg(jdk, flavour)));
  }

  @TestFactory
  Stream<DynamicNode> withoutAgent() {
    return Jdk.all().stream().map(jdk -> leg(jdk + " without agent", Programs.withoutAgent(jdk, "paths/no-agent"), jdk, false));
  }

  /** An application that has core as a dependency of its own finds one registry, not two. */
  @TestFactory
  Stream<DynamicNode> withAgentAndCoreOnTheClassPath() {
    return Jdk.ends().stream().map(jdk -> leg(jdk + " core twice", Programs.withCoreTwice(jdk, "paths/core-twice"), jdk, true));
  }

  /** An agent that reads files at its start has not loaded what it is to hook. */
  @TestFactory
  Stream<DynamicNode> withOptionsAndADescriptionInFiles() {
    return Jdk.ends().stream().map(jdk -> {
      String options = "config=" + Places.ofResource("/options.properties") + ",hooks=" + Places.ofResource("/jemalloc.hooks");
      return leg(jdk + " options in files", Programs.withAgent(jdk, "paths/files", options), jdk, true);
    });
  }

  /** The hooks do not go through sun.misc.Unsafe. */
  @TestFactory
  Stream<DynamicNode> withUnsafeDenied() {
    return Jdk.since(24).stream().map(jdk -> {
      JvmBuilder builder = Programs.withAgent(jdk, "paths/denied", "").flags("--sun-misc-unsafe-memory-access=deny");
      Map<String, Map<String, String>> expected = PathExpectations.of(jdk.feature(), true);
      expected.keySet().removeAll(PathExpectations.of(17, true).keySet());
      builder.main(PathsApp.class.getName(), "foreign-only");
      return PathTests.of(jdk + " unsafe denied", builder.run(Programs.LIMIT), expected, true);
    });
  }

  /** With an ahead-of-time cache, the JDK's classes that are to be rewritten are there before the agent. */
  @TestFactory
  Stream<DynamicNode> withAotCache() {
    return Jdk.since(25).stream().map(jdk -> {
      JvmBuilder training = Programs.withoutAgent(jdk, "paths/aot-training").flags("--add-modules", "java.instrument");
      Path cache = training.folder().resolve("app.aot");
      training.flags("-XX:AOTCacheOutput=" + cache).main(PathsApp.class.getName(), "foreign").run(Programs.LIMIT).expectExit(0);
      JvmBuilder builder = Programs.withCoreTwice(jdk, "paths/aot").flags("--add-modules", "java.instrument");
      builder.flags("-XX:AOTCache=" + cache, "-XX:AOTMode=on").main(PathsApp.class.getName(), arguments(jdk));
      return PathTests.late(jdk + " AOT cache", builder.run(Programs.LIMIT), jdk);
    });
  }

  private static Stream<Jdk> jdks(Flavour flavour) {
    return Stream.of(Jdk.preferred(flavour == Flavour.TRACKED ? 21 : 17), Jdk.preferred(25));
  }

  private static DynamicNode agentLeg(Jdk jdk, Flavour flavour) {
    JvmBuilder builder = Programs.withAgent(jdk, "paths/" + flavour, "").flags(flavour.flags());
    return leg(jdk + " " + flavour, builder, jdk, true);
  }

  private static DynamicNode leg(String name, JvmBuilder builder, Jdk jdk, boolean hooked) {
    return PathTests.of(name, builder.main(PathsApp.class.getName(), arguments(jdk)).run(Programs.LIMIT), jdk, hooked);
  }

  private static String[] arguments(Jdk jdk) {
    return jdk.feature() >= 21 ? new String[] {"foreign"} : new String[0];
  }
}
