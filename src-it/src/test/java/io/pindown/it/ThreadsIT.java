package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.CollectedApp;
import io.pindown.it.app.ForkApp;
import io.pindown.it.app.ShutdownApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that are not the application's own, and the end of them all. */
class ThreadsIT {
  private static final String VIRTUAL = "io.pindown.it.foreign.VirtualThreadsApp";

  static Stream<Jdk> since21() {
    return Jdk.since(21).stream();
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void whatTheCollectorFreesIsReportedOnce(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "threads/collected", "").main(CollectedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    Map<String, String> artefact = result.artefact();
    assertThat(artefact).as(result.toString()).containsEntry("reported", "997").containsEntry("reports", "997");
    assertThat(artefact).containsEntry("kept-reported", "false");
    assertThat(artefact.get("threads")).contains(jdk.feature() < 26 ? "Reference Handler" : "InnocuousThread-");
  }

  @ParameterizedTest
  @MethodSource("since21")
  void virtualThreads(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "threads/virtual", "").main(VIRTUAL).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("seen", "3377", "drained", "3377"));
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void theJvmEndsWhileThreadsFree(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "threads/shutdown", "").main(ShutdownApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("reported", "101"));
    assertThat(result.stderr()).isEmpty();
  }

  static Stream<Object[]> launchMechanisms() {
    List<Object[]> cases = new ArrayList<>();
    Jdk.all().forEach(jdk -> cases.add(new Object[] {jdk, "POSIX_SPAWN"}));
    Jdk.all().forEach(jdk -> cases.add(new Object[] {jdk, "FORK"}));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("launchMechanisms")
  void childrenDisturbNoLease(Jdk jdk, String mechanism) {
    JvmResult result = Programs.withAgent(jdk, "threads/" + mechanism, "")
        .flags("-Djdk.lang.Process.launchMechanism=" + mechanism)
        .main(ForkApp.class.getName())
        .run(Programs.LIMIT)
        .expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of(
        "cached", "true", "children", "0", "same", "true", "registered", "1",
        "invalidations", "0", "invalidations-freed", "1", "in-use-invalidations", "0"));
  }

  /** Without the agent nothing is known, so nothing is kept: each use registers for itself. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void withoutTheAgentTheCacheKeepsNothing(Jdk jdk) {
    JvmResult result = Programs.withoutAgent(jdk, "threads/no-agent").main(ForkApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of(
        "cached", "false", "children", "0", "same", "false", "registered", "2",
        "invalidations", "0", "invalidations-freed", "0", "in-use-invalidations", "0"));
  }
}
