package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import io.pindown.it.library.LibrariesApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Memory that real libraries allocate and free, seen by hooks in these, which descriptions put there. */
class LibrariesIT {
  static final String[] ALL = {"jna", "lwjgl", "jemalloc", "chronicle", "netty"};

  private static final Pattern ONE_OR_MORE = Pattern.compile("\\*[1-9]\\d*");
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** What each library's own documentation asks for. */
  private static final String[] OPENS = {
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
  };

  @TestFactory
  Stream<DynamicNode> withAgent() {
    return Jdk.all().stream().map(jdk -> {
      JvmBuilder builder = program(jdk, "start", "netty", ALL).agent(Places.agentJar(), options());
      return tests(jdk, "start", When.START, builder.run(Programs.LIMIT), "LibrariesIT.withAgent", ALL);
    });
  }

  @TestFactory
  Stream<DynamicNode> attachedLate() {
    return Jdk.all().stream().map(jdk -> {
      JvmResult result = AttachIT.attach(jdk, program(jdk, "late", "netty", meet(ALL)), options());
      return tests(jdk, "late", When.LATE, result, "LibrariesIT.attachedLate", ALL);
    });
  }

  /** What the others see comes from the hooks in the libraries. */
  @TestFactory
  Stream<DynamicNode> withoutTheHooks() {
    return Jdk.all().stream().map(jdk -> {
      JvmBuilder builder = program(jdk, "off", "netty", "jna", "lwjgl", "jemalloc").agent(Places.agentJar(), "adapters=none");
      return tests(jdk, "off", When.OFF, builder.run(Programs.LIMIT), null, "jna", "lwjgl", "jemalloc");
    });
  }

  /** Netty 4.1, and the other ways in which 4.2 allocates on a JDK where it takes malloc and free by the linker if it can. */
  @TestFactory
  Stream<DynamicNode> otherNettys() {
    Stream<DynamicNode> older = Jdk.ends().stream().map(jdk -> {
      JvmBuilder builder = program(jdk, "netty41", "netty41", "netty").agent(Places.agentJar(), "");
      return tests(jdk, "netty41", When.START, builder.run(Programs.LIMIT), null, "netty");
    });
    Stream<DynamicNode> unsafe = Jdk.since(24).stream().map(jdk -> {
      JvmBuilder builder = program(jdk, "unsafe", "netty", "netty").flags("-Dio.netty.noUnsafe=false", UNSAFE).agent(Places.agentJar(), "");
      return tests(jdk, "unsafe", When.START, builder.run(Programs.LIMIT), null, "netty");
    });
    // it leaves an unpooled buffer to the collector, unless it is told that ending an arena is not expensive
    Stream<DynamicNode> arena = Jdk.since(24).stream().map(jdk -> {
      JvmBuilder builder = program(jdk, "arena", "netty", "netty").withoutFlag("--enable-native-access=ALL-UNNAMED").flags("-Dio.netty.ignoreExpensiveClean=true").agent(Places.agentJar(), "");
      return tests(jdk, "arena", When.START, builder.run(Programs.LIMIT), null, "netty");
    });
    return Stream.of(older, unsafe, arena).flatMap(nodes -> nodes);
  }

  /** Handles that were linked before the agent came are not wrapped: what is seen late is seen by the hooks in Netty. */
  @TestFactory
  Stream<DynamicNode> nettyByTheLinkerAttachedLateWithoutTheHooks() {
    return Jdk.since(24).stream().map(jdk -> {
      JvmResult result = AttachIT.attach(jdk, program(jdk, "late-off", "netty", meet("netty")), "adapters=none");
      return tests(jdk, "late-off", When.OFF, result, null, "netty");
    });
  }

  @Test
  void theExampleInTheDocumentIsTheFileThatIsRun() throws IOException {
    String document = Files.readString(Path.of("../docs/library-hooks.md"));
    assertThat(document).contains("```\n" + Files.readString(Places.ofResource("/jemalloc.hooks")) + "```\n");
  }

  /** A description that is nonsense from its first row to its last costs what it names, and nothing else. */
  @TestFactory
  Stream<DynamicNode> hostileDescription() {
    String options = "hooks=" + Places.ofResource("/hostile.hooks");
    return Jdk.ends().stream().map(jdk -> dynamicContainer(jdk.toString(), List.of(
        dynamicTest("at start", () -> {
          JvmBuilder builder = program(jdk, "hostile", "netty", "netty", "jna").agent(Places.agentJar(), options);
          unharmed(builder.run(Programs.LIMIT));
        }),
        dynamicTest("attached", () -> unharmed(AttachIT.attach(jdk, program(jdk, "hostile-late", "netty", meet("netty", "jna")), options))))));
  }

  private static void unharmed(JvmResult result) {
    result.expectExit(0);
    assertThat(result.artefact()).as(result.toString()).containsEntry("paths", "netty-unpooled netty-pooled-huge netty-pooled jna-memory jna-native");
    assertThat(result.artefact().keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
    assertThat(result.stderr().lines().filter(line -> line.startsWith("pindown: ")))
        .as(result.toString())
        .containsExactlyInAnyOrder(
            "pindown: library hostile: memory of it is registered for each use, since io.netty.buffer.ByteBuf has no hook "
                + "'around setIndex(II)Lio/netty/buffer/ByteBuf; truncated 0': it is abstract: describe the class that implements it",
            "pindown: library hostile: memory of it is registered for each use, since io.netty.buffer.ByteBuf has no hook "
                + "'before release(J)Z freed 0': the class declares no such method");
  }

  /** Which column of the table holds. */
  private enum When {
    START,
    LATE,
    OFF
  }

  private static JvmBuilder program(Jdk jdk, String name, String netty, String... arguments) {
    // without the flag that allows sun.misc.Unsafe: where it is given, Netty uses that
    return withLibraries(Programs.withoutAgent(jdk, "libraries/" + name), netty).main(LibrariesApp.class.getName(), arguments);
  }

  /** Adds the libraries and what they need. */
  static JvmBuilder withLibraries(JvmBuilder builder, String netty) {
    builder.flags(OPENS).withoutFlag(UNSAFE);
    for (String library : List.of(netty, "chronicle", "jna", "lwjgl")) {
      builder.classPath(jars(library));
    }
    return builder;
  }

  private static String[] meet(String... libraries) {
    return Stream.concat(Stream.of("meet"), Stream.of(libraries)).toArray(String[]::new);
  }

  private static Path[] jars(String library) {
    return Places.library(library).toArray(Path[]::new);
  }

  static String options() {
    return "log=info,hooks=" + Places.ofResource("/jemalloc.hooks");
  }

  private static DynamicNode tests(Jdk jdk, String run, When when, JvmResult result, String recordedFor, String... libraries) {
    List<DynamicTest> tests = new ArrayList<>();
    Map<String, Map<String, String>> expected = LibraryExpectations.of(run, jdk.feature(), when.ordinal(), List.of(libraries));
    tests.add(dynamicTest("runs to the end", () -> {
      result.expectExit(0);
      assertThat(result.artefact()).as(result.toString()).containsEntry("hooked", "true");
      assertThat(List.of(result.artefact().get("paths").split(" "))).containsExactlyInAnyOrderElementsOf(expected.keySet());
      assertThat(result.stdout()).doesNotContain("pindown:");
    }));
    for (String path : expected.keySet()) {
      tests.add(dynamicTest(path, () -> {
        Map<String, String> actual = noted(path, result);
        expected.get(path).forEach((key, value) -> {
          if (value.endsWith("+")) {
            actual.computeIfPresent(key, (unused, dirty) -> ONE_OR_MORE.matcher(dirty).replaceAll("+"));
          }
        });
        assertThat(actual.remove("allocated")).as("what the watches saw before anything happened").isIn(null, "");
        assertThat(actual).as(result.toString()).isEqualTo(expected.get(path));
        State state = LibraryExpectations.state(path, expected.get(path));
        if (recordedFor != null && state != null) {
          new Cell(path, jdk.feature(), when == When.START ? Attach.START : Attach.LATE, state, recordedFor).record();
        }
      }));
    }
    return dynamicContainer(jdk + " " + run, tests);
  }

  private static Map<String, String> noted(String path, JvmResult result) {
    Map<String, String> noted = new TreeMap<>();
    result.artefact().forEach((key, value) -> {
      if (key.startsWith(path + "/") && !key.endsWith(".drained") && !key.endsWith(".generation")) {
        noted.put(key.substring(path.length() + 1), value);
      }
    });
    return noted;
  }
}
