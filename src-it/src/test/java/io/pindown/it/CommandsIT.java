package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ControlledApp;
import io.pindown.it.app.IdleApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator does to a JVM that runs: looks, attaches, flushes, changes the mode, takes the hooks out and puts them in again. */
class CommandsIT {
  private static final String[] VERIFY = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};

  static JvmBuilder program(JvmBuilder builder, Jdk jdk) {
    if (jdk.feature() >= 21) {
      builder.flags("-XX:+EnableDynamicAgentLoading");
    }
    return builder.flags(VERIFY).main(ControlledApp.class.getName());
  }

  /** A number of the only cache. */
  static long number(AgentCommand json, String key) {
    Matcher found = Pattern.compile("\"cache\":\\[\\{.*\"" + key + "\":(\\d+)").matcher(json.out());
    assertThat(found.find()).as(key + " in " + json).isTrue();
    return Long.parseLong(found.group(1));
  }

  static Stream<Object[]> pairs() {
    List<Jdk> ends = Jdk.ends();
    Jdk last = ends.get(ends.size() - 1);
    return ends.stream().map(jdk -> new Object[] {jdk == last ? ends.get(0) : last, jdk});
  }

  /** The commands run on another JDK than the process. */
  @ParameterizedTest(name = "{0} asks {1}")
  @MethodSource("pairs")
  void aJvmFromFirstToLast(Jdk asking, Jdk asked) throws IOException {
    JvmBuilder builder = program(Programs.withoutAgent(asked, "commands/life-" + asking), asked);
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      Pattern uncached = Pattern.compile("(?m)^" + jvm.pid() + " +" + asked.feature() + "[^ ]* +none +" + ControlledApp.class.getName() + "$");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> uncached.matcher(AgentCommand.run(asking, "list").expect(0).out()).find());
      AgentCommand without = AgentCommand.run(asking, "status", jvm.pid()).expect(20);
      assertThat(without.out()).isEmpty();
      assertThat(without.err()).isEqualTo("pindown: process " + jvm.pid() + " has no agent: use attach " + jvm.pid() + "\n");
      assertThat(AgentCommand.run(asking, "attach", jvm.pid(), "mode=on").expect(1).err()).contains("mode=on", "observe, cache, verify, off");
      assertThat(AgentCommand.run(asking, "attach", jvm.pid(), "log=error", "widen-limit=1m").expect(0).out()).isEqualTo("attached to " + jvm.pid() + ", mode cache\n");
      assertThat(AgentCommand.run(asking, "attach", jvm.pid()).expect(1).err()).contains("installed already, in mode cache");
      assertThat(AgentCommand.run(asking, "list").expect(0).out()).containsPattern("(?m)^" + jvm.pid() + " +" + asked.feature() + "[^ ]* +cache +");

      jvm.awaitCached(asking, 20);
      AgentCommand cached = AgentCommand.run(asking, "status", jvm.pid(), "--json").expect(0);
      assertThat(cached.out()).contains("\"mode\":\"cache\"", "\"FREE\":\"covered\"", "\"name\":\"controlled-1\"");
      assertThat(number(cached, "live")).isEqualTo(20);
      assertThat(number(cached, "hits")).isPositive();
      assertThat(AgentCommand.run(asking, "status", jvm.pid()).expect(0).out()).contains("cache controlled-1, registrar CountingRegistrar", "20 live of 1048576");
      assertThat(AgentCommand.run(asking, "flush", jvm.pid()).expect(0).out()).matches("flushed 1 caches: 20 registrations of [1-9]\\d+ bytes before, \\d+ of \\d+ after\n");
      assertThat(number(AgentCommand.run(asking, "status", jvm.pid(), "--json").expect(0), "flushed")).isPositive();

      assertThat(AgentCommand.run(asking, "mode", jvm.pid(), "off").expect(0).out()).startsWith("mode off, before: cache").doesNotContain("; 0 registrations, 0 bytes");
      AgentCommand off = AgentCommand.run(asking, "status", jvm.pid(), "--json").expect(0);
      assertThat(off.out()).contains("\"mode\":\"off\"", "\"FREE\":\"out\"");
      assertThat(number(off, "live")).isZero();
      AgentCommand later = AgentCommand.run(asking, "status", jvm.pid(), "--json").expect(0);
      assertThat(number(later, "hits")).isEqualTo(number(off, "hits"));
      assertThat(number(later, "misses")).isGreaterThan(number(off, "misses"));
      assertThat(AgentCommand.run(asking, "mode", jvm.pid(), "observe").expect(0).out()).startsWith("mode observe, before: off");
      assertThat(AgentCommand.run(asking, "mode", jvm.pid(), "cache").expect(0).out()).startsWith("mode cache, before: observe");
      assertThat(AgentCommand.run(asking, "mode", jvm.pid(), "sometimes").expect(1).err()).contains("no mode 'sometimes'; allowed: ");
      jvm.awaitCached(asking, 20);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "20", "invalidations", "1", "live", "19"));
      assertThat(AgentCommand.run(asking, "status", jvm.pid()).status()).isEqualTo(10);
    }
  }

  /** Nothing is written anywhere before something is registered: the process's command line and the agent's jar tell. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aProcessThatBroughtTheAgentIsListedAsStarted(Jdk jdk) throws IOException {
    for (boolean with : new boolean[] {true, false}) {
      JvmBuilder builder = with ? Programs.withAgent(jdk, "commands/started", "") : Programs.plain(jdk, "commands/not-started");
      try (ControlledJvm jvm = ControlledJvm.start(builder.main(IdleApp.class.getName()))) {
        assertThat(AgentCommand.run(jdk, "list").expect(0).out())
            .containsPattern("(?m)^" + jvm.pid() + " +" + jdk.feature() + "[^ ]* +" + (with ? "started" : "-") + " +" + IdleApp.class.getName() + "$");
        jvm.go().expectExit(0);
      }
    }
  }

  /** What classes of the JDK are like with the agent, and after it: the very bytes from before it came. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void offLeavesTheClassesAsTheyWere(Jdk jdk) throws IOException {
    JvmBuilder builder = program(Programs.withoutAgent(jdk, "commands/off"), jdk);
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      Map<String, String> before = classes(jvm.look());
      assertThat(before.keySet()).contains("jdk.internal.misc.Unsafe", "java.io.RandomAccessFile", "java.io.FileOutputStream");
      AgentCommand.run(jdk, "attach", jvm.pid()).expect(0);
      Map<String, String> with = classes(jvm.look());
      for (String hooked : List.of("jdk.internal.misc.Unsafe", "java.io.RandomAccessFile", "java.io.FileOutputStream", "sun.nio.fs.UnixNativeDispatcher")) {
        assertThat(with.get(hooked)).as(hooked).isNotEqualTo(before.get(hooked)).contains("$PindownHooks");
      }
      AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0);
      Map<String, String> after = classes(jvm.look());
      assertAsBefore(jdk, before, after);
      if (jdk.feature() < 25) {
        assertThat(text(with.get("jdk.internal.misc.Unsafe"))).isNotEqualTo(text(before.get("jdk.internal.misc.Unsafe")));
      }
      AgentCommand.run(jdk, "mode", jvm.pid(), "cache").expect(0);
      assertThat(classes(jvm.look()).get("jdk.internal.misc.Unsafe")).contains("$PindownHooks");
      jvm.awaitCached(jdk, 20);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "20", "invalidations", "1", "live", "19"));
    }
  }

  /** With the agent from the start natives have got other names, which stay; nothing of the agent is called any more. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void offAfterAStartWithTheAgentLeavesNoCallOfIt(Jdk jdk) throws IOException {
    JvmBuilder builder = program(Programs.withAgent(jdk, "commands/off-started", ""), jdk);
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      Map<String, String> with = classes(jvm.look());
      assertThat(with.get("jdk.internal.misc.Unsafe")).contains("$PindownHooks");
      AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0);
      classes(jvm.look()).forEach((name, bytes) -> assertThat(bytes.contains("$PindownHooks")).as(name + " calls the agent").isFalse());
      AgentCommand.run(jdk, "mode", jvm.pid(), "cache").expect(0);
      jvm.awaitCached(jdk, 20);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "20", "invalidations", "1", "live", "19"));
    }
  }

  /** The program that stays off: it has not been changed, and each use registers for itself. */
  @Test
  void whatStaysOffRegistersForEachUse() throws IOException {
    Jdk jdk = Jdk.preferred(25);
    try (ControlledJvm jvm = ControlledJvm.start(program(Programs.withAgent(jdk, "commands/stays-off", ""), jdk))) {
      AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "0", "invalidations", "0", "live", "0"));
    }
  }

  /** The kernel's events are to be had once in a process; verifying goes on with what there is, and says so. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void verifyAfterOffComparesPagesAndSaysWhyNotMore(Jdk jdk) throws IOException {
    String note = "note: the kernel monitor was ended by mode=off and can be started once in a process";
    try (ControlledJvm jvm = ControlledJvm.start(program(Programs.withAgent(jdk, "commands/verify-again", ""), jdk))) {
      assertThat(AgentCommand.run(jdk, "mode", jvm.pid(), "verify").expect(0).out()).startsWith("mode verify, before: cache").doesNotContain("note:");
      boolean monitored = !AgentCommand.run(jdk, "status", jvm.pid()).expect(0).out().contains("kernel    not asked");
      System.out.println(jdk + (monitored ? " has" : " has no") + " kernel monitor");
      assertThat(AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0).out()).doesNotContain("note:");
      String again = AgentCommand.run(jdk, "mode", jvm.pid(), "verify").expect(0).out();
      assertThat(again.contains(note)).as(again).isEqualTo(monitored);
      assertThat(AgentCommand.run(jdk, "status", jvm.pid()).expect(0).out()).contains("mode      verify", "kernel    not asked" + (monitored ? " any more" : ""));
      jvm.awaitCached(jdk, 20);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "20", "invalidations", "1", "live", "19"));
    }
  }

  /** All code and all members of a class, with the constants themselves in place of their numbers. */
  private static String text(String bytes) throws IOException {
    Path file = Files.createTempFile("look", ".class");
    try {
      Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
      StringWriter text = new StringWriter();
      assertThat(ToolProvider.findFirst("javap").orElseThrow().run(new PrintWriter(text), new PrintWriter(text), "-p", "-c", "-s", file.toString())).isZero();
      return text.toString().replaceAll("#\\d+", "#").replaceAll(" +//", " //");
    } finally {
      Files.delete(file);
    }
  }

  /** What classes are like after the agent: the very bytes from before it. */
  static void assertAsBefore(Jdk jdk, Map<String, String> before, Map<String, String> after) throws IOException {
    assertThat(after.keySet()).containsAll(before.keySet());
    for (String name : before.keySet()) {
      boolean same = after.get(name).equals(before.get(name));
      if (!same && jdk.feature() < 25) { // there the VM numbers constants anew when it has replaced a class, whatever by
        same = text(after.get(name)).equals(text(before.get(name)));
      }
      assertThat(same).as(name + " is as it was").isTrue();
    }
  }

  static Map<String, String> classes(Path folder) throws IOException {
    Map<String, String> classes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        classes.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(classes).isNotEmpty();
    return classes;
  }
}
