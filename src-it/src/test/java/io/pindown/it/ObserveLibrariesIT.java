package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code mode=observe} counts of programs that register with jucx, DiSNI and pindown-nic and send by Netty's transports, and that each of them does what
 * it does without Pindown. The programs use memory so often as is known.
 */
class ObserveLibrariesIT {
  private static final String OBSERVE = "mode=observe,cost=1000+100,max-bytes=1g";
  /** 400 of 4 blocks, 5 of a mapping, 30 of 30 blocks. */
  private static final String USES = "435 out (6.8 MiB), 0 in (0 bytes)";

  /** What is said when nothing was seen. */
  private static final String NOTHING = "pindown: verdict: Nothing can be said: only 0 transfers were seen.";

  private static void assertFigures(List<String> said, int hits, int misses, String stale) {
    ObserveIT.assertFigures(said, "pindown: would-be hits " + hits + ", misses " + misses + " (for one use 0), registrations " + misses + ", invalidations 31", Long.parseLong(stale));
  }

  /** All that is on stderr, but for what DiSNI's own logging complains of. */
  private static List<String> said(JvmResult result) {
    List<String> said = result.stderr().lines().filter(line -> !line.startsWith("log4j:WARN ")).toList();
    assertThat(said).as(result.toString()).allMatch(line -> line.startsWith("pindown: "));
    return said;
  }

  private static void assertObserved(JvmResult result, String library) {
    Map<String, String> artefact = result.artefact();
    List<String> said = said(result);
    assertThat(said).as(result.toString()).contains("pindown: " + library + ": " + USES);
    assertFigures(said, 400, 35, artefact.get("stale"));
    assertThat(Long.parseLong(artefact.get("stale"))).as("the system gives the same address again").isPositive();
    assertThat(said.get(0)).as(result.toString())
        .startsWith("pindown: verdict: Caching would").contains("92 % of 435 transfers would have found their memory registered");
    assertThat(said).as(result.toString()).anyMatch(line -> line.startsWith("pindown: 30 registrations, ") && line.contains("of memory made at io.pindown.it.app.KnownUses.fresh:"));
    assertThat(said).as(result.toString()).noneMatch(line -> line.contains("could not be recorded") || line.contains("JDK channels: "));
  }

  private static JvmResult jucx(Jdk jdk, String name, String library, String options) {
    UcxRequirement.check();
    return JucxIT.counted(Programs.withAgent(jdk, "observe/jucx-" + name, options).flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"), jdk, library)
        .main("io.pindown.it.world.jucx.JucxKnownUses").run(Programs.LIMIT).expectExit(0);
  }

  private static void assertNative(JvmResult result, int registrations) {
    assertThat(result.artefact()).as(result.toString()).containsEntry("native", String.valueOf(registrations)).containsEntry("left", "0");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void jucxIsObservedAndAsksUcxForEachUse(Jdk jdk) {
    JvmResult result = jucx(jdk, "observed", "jucx-1.12", OBSERVE);
    assertNative(result, 435);
    assertObserved(result, "jucx");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aLaterJucxIsObservedToo(Jdk jdk) {
    JvmResult result = jucx(jdk, "observed-later", "jucx-1.14", OBSERVE);
    assertNative(result, 435);
    assertObserved(result, "jucx");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void jucxIsNotObservedWithoutItsAdapterNorInAnotherMode(Jdk jdk) {
    JvmResult without = jucx(jdk, "without", "jucx-1.12", OBSERVE + ",adapters=disni+uring");
    assertNative(without, 435);
    assertThat(without.stderr().lines()).as(without.toString()).contains(NOTHING);
    JvmResult cached = jucx(jdk, "cached", "jucx-1.12", "mode=cache");
    assertNative(cached, 35); // what observing has foretold
    assertThat(said(cached)).isEmpty();
  }

  private static JvmResult disni(Jdk jdk, String name, String options) {
    return DisniIT.counted(Programs.withAgent(jdk, "observe/disni-" + name, options).flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"), jdk, "disni-2")
        .main("io.pindown.it.world.disni.DisniKnownUses").run(Programs.LIMIT).expectExit(0);
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void disniIsObservedAndRegistersForEachUse(Jdk jdk) {
    JvmResult result = disni(jdk, "observed", OBSERVE);
    assertNative(result, 435);
    assertObserved(result, "disni");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void disniIsNotObservedWithoutItsAdapterNorInAnotherMode(Jdk jdk) {
    JvmResult without = disni(jdk, "without", OBSERVE + ",adapters=jucx+uring");
    assertNative(without, 435);
    assertThat(without.stderr().lines()).as(without.toString()).contains(NOTHING);
    JvmResult cached = disni(jdk, "cached", "mode=cache");
    assertNative(cached, 35);
    assertThat(said(cached)).isEmpty();
  }

  private static JvmResult ring(Jdk jdk, String name, String options) {
    JvmBuilder builder = Programs.withNic(Programs.withAgent(jdk, "observe/ring-" + name, options)).flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal");
    JvmResult result = builder.main("io.pindown.it.wire.RingKnownUses").run(Programs.LIMIT).expectExit(0);
    UringRequirement.check(result.artefact());
    return result;
  }

  static Stream<Jdk> ringsOwn() {
    return Jdk.since(22).stream();
  }

  @ParameterizedTest
  @MethodSource("ringsOwn")
  void pindownNicIsObservedAndRegistersForEachUse(Jdk jdk) {
    JvmResult result = ring(jdk, "observed", OBSERVE);
    assertThat(result.artefact()).as(result.toString()).containsEntry("left", "0");
    assertObserved(result, "uring");
  }

  @ParameterizedTest
  @MethodSource("ringsOwn")
  void pindownNicIsNotObservedWithoutItsAdapterNorInAnotherMode(Jdk jdk) {
    JvmResult without = ring(jdk, "without", OBSERVE + ",adapters=jucx+disni");
    assertThat(without.stderr().lines()).as(without.toString()).contains(NOTHING);
    JvmResult cached = ring(jdk, "cached", "mode=cache");
    assertThat(cached.artefact().get("left")).as("kept: it is the cache that registers").isNotEqualTo("0");
    assertThat(said(cached)).isEmpty();
  }

  static Stream<Arguments> transports() {
    return Stream.concat(
        Jdk.ends().stream().map(jdk -> Arguments.of(jdk, "io_uring")), Jdk.ends().stream().flatMap(jdk -> Stream.of("epoll", "nio").map(transport -> Arguments.of(jdk, transport))));
  }

  private static JvmResult netty(Jdk jdk, String transport, String options) {
    JvmBuilder builder = Programs.withAgent(jdk, "observe/netty-" + transport + (options.equals(OBSERVE) ? "" : "-not"), options);
    return LibraryPrograms.with(builder, jdk, "netty-native", List.of("netty", "netty-native")).flags("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal")
        .main("io.pindown.it.world.netty.NettyKnownUses", "transport=" + transport).run(Programs.LIMIT).expectExit(0);
  }

  /** By each of its transports the same: 435 out, 20 in, all of these into one chunk. */
  @ParameterizedTest
  @MethodSource("transports")
  void nettysTransportsAreObserved(Jdk jdk, String transport) {
    JvmResult result = netty(jdk, transport, OBSERVE);
    List<String> said = result.stderr().lines().toList();
    boolean nio = transport.equals("nio");
    assertThat(said).as(result.toString()).contains("pindown: " + (nio ? "JDK channels" : "Netty's native transports") + ": 435 out (6.8 MiB), 20 in (19.5 KiB)");
    assertThat(said).as(result.toString()).noneMatch(line -> line.contains((nio ? "Netty's native transports" : "JDK channels") + ": "));
    assertFigures(said, 419, 36, result.artefact().get("note.stale"));
    assertThat(said).as(result.toString()).noneMatch(line -> line.contains("could not be recorded"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void nettysTransportsAreLeftAloneInAnotherMode(String transport) {
    assertThat(netty(Jdk.preferred(25), transport, "mode=cache").stderr()).isEmpty();
  }
}
