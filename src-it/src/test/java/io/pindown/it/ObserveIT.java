package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ObservedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code mode=observe} counts of a program whose transfers are known, and what it makes of it. */
class ObserveIT {
  private static final String OBSERVE = "mode=observe,cost=1000+100,max-bytes=1g";
  private static final String RECEIVED = String.valueOf(16384L * (400 + 5 + 30 + 3) + 10 * 1000);

  private static JvmResult run(JvmBuilder builder) {
    return builder.main(ObservedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void countsWhatTheProgramDoes(Jdk jdk) {
    JvmResult result = run(Programs.bare(jdk, "observe/sockets").agent(Places.agentJar(), OBSERVE).flags(quiet(jdk)));
    Map<String, String> artefact = result.artefact();
    assertThat(artefact).as(result.toString()).containsEntry("received", RECEIVED);
    List<String> said = result.stderr().lines().toList();
    assertThat(said).as(result.toString()).allMatch(line -> line.startsWith("pindown: "));
    // 400 from the pool, 5 from a mapping, 30 from blocks of their own, 3 at once, 20 datagrams; 20 datagrams in
    assertThat(said).as(result.toString()).contains("pindown: JDK channels: 458 out (6.9 MiB), 20 in (19.5 KiB)");
    assertThat(said).as(result.toString()).anyMatch(line -> line.startsWith("pindown: heap buffers and arrays: 10 out (9.8 KiB), "));
    // 4 blocks of the pool, 1 mapping, 30 blocks, the block that datagrams come into; the mapping and the 30 have ended
    assertFigures(said, "pindown: would-be hits 442, misses 36 (for one use 0), registrations 36, invalidations 31", Long.parseLong(artefact.get("stale")));
    assertThat(Long.parseLong(artefact.get("stale"))).as("the system gives the same address again").isPositive();
    assertThat(said.get(0)).as(result.toString())
        .startsWith("pindown: verdict: Caching would")
        .contains("92.5 % of 478 transfers would have found their memory registered");
    assertThat(said).as(result.toString()).anyMatch(line -> line.startsWith("pindown: 30 registrations, ")
        && line.contains("of memory made at io.pindown.it.app.KnownUses.fresh:"));
    Pattern takes = Pattern.compile("pindown: registering takes 1000 ns and 100 ns a page, as given by the option cost: (\\d+) us without a cache, (\\d+)(?:\\.\\d)? us with it, in .*");
    Matcher found = said.stream().map(takes::matcher).filter(Matcher::matches).findFirst().orElseThrow(() -> new AssertionError(result));
    // 438 uses of 4 pages, or 5 where a block begins inside one, 20 of 1 or 2, 20 of 2 or 3; and of these the first ones
    assertThat(Long.parseLong(found.group(1))).isBetween(478 + 181L, 478 + 229L);
    assertThat(Long.parseLong(found.group(2))).isBetween(36 + 14L, 36 + 17L);
  }

  static void assertFigures(List<String> said, String counted, long stale) {
    assertThat(said).contains(counted + ", stale reuses prevented " + stale + ", evictions 0");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void saysNothingInAnotherMode(Jdk jdk) {
    JvmResult result = run(Programs.bare(jdk, "observe/not").agent(Places.agentJar(), "").flags(quiet(jdk)));
    assertThat(result.artefact()).containsEntry("received", RECEIVED);
    assertThat(result.stderr()).isEmpty();
  }

  /** Into a running JVM, looked at, and out again. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void switchedOnLookedAtAndSwitchedOff(Jdk jdk) throws IOException {
    try (ControlledJvm jvm = ControlledJvm.start(waiting(jdk, "attached"))) {
      AgentCommand.run(jdk, "attach", jvm.pid(), "mode=observe", "cost=1000+100", "max-bytes=1g").expect(0);
      AgentCommand status = AgentCommand.run(jdk, "status", jvm.pid()).expect(0);
      assertThat(status.out()).contains("mode      observe").doesNotContain("pins memory");
      Path report = Files.createTempFile("report", ".html");
      AgentCommand.run(jdk, "report", jvm.pid(), "--html", report.toString()).expect(0);
      assertThat(Files.readString(report)).contains("<h2>Verdict</h2>", "Nothing can be said", "mode observe").endsWith("</html>\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report))).isEqualTo("rw-------");
      Files.delete(report);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.stderr()).as(result.toString())
          .contains("pindown: JDK channels: 458 out (6.9 MiB), 20 in (19.5 KiB)\n", "pindown: would-be hits 442, misses 36 (for one use 0), registrations 36,");
    }
    try (ControlledJvm jvm = ControlledJvm.start(waiting(jdk, "switched"))) {
      AgentCommand.run(jdk, "attach", jvm.pid(), "mode=cache").expect(0);
      AgentCommand.run(jdk, "mode", jvm.pid(), "observe").expect(0);
      AgentCommand.run(jdk, "mode", jvm.pid(), "off").expect(0);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).containsEntry("received", RECEIVED);
      assertThat(result.stderr().lines().filter(line -> line.contains("verdict"))).as(result.toString())
          .containsExactly("pindown: verdict: Nothing can be said: only 0 transfers were seen.");
    }
  }

  /** Nothing is pinned, and nobody says that it is. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void whatWouldBePinnedIsSaidToBeJustThat(Jdk jdk) throws IOException {
    JvmBuilder builder = waiting(jdk, "held").agent(Places.agentJar(), OBSERVE).main(ObservedApp.class.getName(), "hold");
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      String json = AgentCommand.run(jdk, "status", jvm.pid(), "--json").expect(0).out();
      assertThat(json).contains("\"pinned-bytes\":0,").containsPattern("\"pins\":\"?false").containsPattern("\"would-be-pinned-bytes\":[1-9]");
      assertThat(AgentCommand.run(jdk, "status", jvm.pid()).expect(0).out()).contains("registrar observing: pins nothing", "pinned         would be ");
      assertThat(AgentCommand.run(jdk, "flush", jvm.pid()).expect(0).out()).containsPattern(" registrations of 0 bytes \\([1-9]\\d* more would be pinned\\) before");
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        String top = AgentCommand.run(jdk, "top", jvm.pid(), "--count", "1").expect(0).out();
        assertThat(top).contains("pinned   0 B by caches", "io.pindown.it.app.KnownUses.fresh:");
      });
      jvm.go().expectExit(0);
    }
  }

  private static JvmBuilder waiting(Jdk jdk, String name) {
    JvmBuilder builder = Programs.bare(jdk, "observe/" + name).flags(quiet(jdk));
    if (jdk.feature() >= 21) {
      builder.flags("-XX:+EnableDynamicAgentLoading");
    }
    return builder.flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal").main(ObservedApp.class.getName(), "wait");
  }

  /** Netty's epoll transport, which passes the JDK's channels by; the program's own account says how many bytes must at least have gone. */
  @Test
  void nettysNativeTransportIsSeen() {
    RealProgram netty = RealProgram.all().stream().filter(program -> program.name().equals("netty-native-http-epoll")).findFirst().orElseThrow();
    JvmResult result = netty.on(Jdk.preferred(25), "observed", OBSERVE, "requests=10").run(RealProgram.LIMIT).expectExit(0);
    String way = result.stderr().lines().filter(line -> line.startsWith("pindown: Netty's native transports: ")).findFirst().orElseThrow(() -> new AssertionError(result));
    System.out.println(way);
    assertThat(way).as(result.toString()).matches("pindown: Netty's native transports: [1-9][0-9,]* out \\([0-9.,]+ MiB\\), [1-9][0-9,]* in \\([0-9.,]+ MiB\\)");
    assertThat(result.stderr()).doesNotContain("could not be recorded");
  }

  private static List<String> quiet(Jdk jdk) {
    return jdk.feature() >= 24 ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
  }
}
