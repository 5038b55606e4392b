package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import example.OwnBlocks;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.MeddledApp;
import io.pindown.it.app.MeddlingAgent;
import io.pindown.it.app.OtherAgent;
import io.pindown.it.app.RetransformedApp;
import io.pindown.it.app.RewrittenLibraryApp;
import io.pindown.it.app.SilentApp;
import io.pindown.it.app.ThrowingSinkApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong around the agent never ends the host. */
class FaultsIT {
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aSinkThatThrowsEndsNothingAndMakesEverythingInvalid(Jdk jdk) {
    JvmResult result = Programs.withAgent(jdk, "faults/throwing", "").main(ThrowingSinkApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("clean-before", "true"),
        Map.entry("subscribed", "true"),
        Map.entry("subscribed-twice", "false"),
        Map.entry("lost", "true"),
        Map.entry("clean-after", "false"),
        Map.entry("drained", "1"),
        Map.entry("unsubscribed", "true"),
        Map.entry("lost-without-it", "0"),
        Map.entry("rearmed", "true"),
        Map.entry("clean-rearmed", "true"),
        Map.entry("kept", "1000003")));
    assertThat(result.stderr()).doesNotContain("Cleaner terminated abnormally");
  }

  /** The name of the hook class is taken: the agent cannot install itself, says so, and the program runs. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void anAgentThatCannotInstallItselfLetsTheProgramRun(Jdk jdk) {
    Path squatter = ProgramJar.agent(OtherAgent.class);
    JvmBuilder plain = Programs.bare(jdk, "faults/squatted-alone").agent(squatter, "squat");
    JvmResult without = plain.main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    JvmBuilder builder = Programs.bare(jdk, "faults/squatted").agent(squatter, "squat").agent(Places.agentJar(), "");
    JvmResult with = builder.main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(with.stdout()).isEqualTo(without.stdout());
    assertThat(with.stderr()).endsWith(without.stderr()).containsIgnoringCase("pindown");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aSecondAgentOfTheSameKindChangesNothing(Jdk jdk) {
    JvmResult once = Programs.bare(jdk, "faults/once").agent(Places.agentJar(), "").main(SilentApp.class.getName()).run(Programs.LIMIT);
    JvmBuilder builder = Programs.bare(jdk, "faults/twice").agent(Places.agentJar(), "").agent(Places.agentJar(), "");
    JvmResult twice = builder.main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(twice.stdout()).isEqualTo(once.stdout());
    assertThat(twice.stderr()).endsWith(once.stderr());
  }

  /** Another agent, before Pindown's or behind it, rewrites the same classes later on; no hook goes. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void anotherAgentThatRetransformsTakesNoHookAway(Jdk jdk) {
    Path other = ProgramJar.agent(OtherAgent.class);
    JvmBuilder before = Programs.plain(jdk, "faults/other-before").agent(other, "retransform").agent(Places.agentJar(), "");
    JvmBuilder behind = Programs.plain(jdk, "faults/other-behind").agent(Places.agentJar(), "").agent(other, "retransform");
    for (JvmBuilder builder : new JvmBuilder[] {before, behind}) {
      JvmResult result = builder.main(RetransformedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("before", "1 1", "after", "1 1", "events", "2"));
    }
  }

  /** Whether the hooks in a library's class are still there nobody can tell after others have rewritten it: nothing of it is relied on. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aLibraryThatOthersRewriteIsNotReliedOn(Jdk jdk) {
    JvmResult rewritten = rewrittenLibrary(jdk, OwnBlocks.class.getName());
    assertThat(rewritten.artefact()).as(rewritten.toString())
        .isEqualTo(Map.of("known", "100000", "relied on", "false", "still known", "0", "known after", "0"));
    assertThat(rewritten.stderr().lines()).singleElement().asString().contains("own-blocks", "registered for each use", OwnBlocks.class.getName());
    JvmResult other = rewrittenLibrary(jdk, Artefact.class.getName());
    assertThat(other.artefact()).as(other.toString())
        .isEqualTo(Map.of("known", "100000", "relied on", "true", "still known", "100000", "known after", "100000"));
    assertThat(other.stderr()).isEmpty();
  }

  private static JvmResult rewrittenLibrary(Jdk jdk, String rewritten) {
    return Programs.plain(jdk, "faults/library-" + rewritten)
        .agent(Places.agentJar(), "hooks=" + Places.ofResource("/own-blocks.hooks"))
        .agent(ProgramJar.agent(OtherAgent.class), "retransform")
        .main(RewrittenLibraryApp.class.getName(), rewritten)
        .run(Programs.LIMIT)
        .expectExit(0);
  }

  /**
   * Another agent rewrites and replaces the classes that have the hooks. Behind Pindown's it can take them away: that is noticed, said once,
   * and nothing is cached or trusted until they are there again, which is said, too.
   */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void anAgentThatTakesTheHooksAwayIsNoticed(Jdk jdk) {
    Path other = ProgramJar.agent(MeddlingAgent.class);
    JvmBuilder builder = Programs.plain(jdk, "faults/meddled").agent(Places.agentJar(), "").agent(other, "").flags("-Xmx512m");
    JvmResult result = builder.main(MeddledApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("first", "new new covered"),
        Map.entry("retransformed", "hit hit covered"),
        Map.entry("redefined", "hit hit covered"),
        Map.entry("redefined.end", "same address fresh"),
        Map.entry("insisting", "UNCOVERED UNKNOWN_CONTAINER UNCOVERED"),
        Map.entry("insisting.end", "same address fresh"),
        Map.entry("relented", "UNCOVERED"),
        Map.entry("proven-again", "new UNKNOWN_CONTAINER new covered"),
        Map.entry("proven-again.end", "same address fresh"),
        Map.entry("unseen", "same address fresh covered"),
        Map.entry("unseen.kept", "new"),
        Map.entry("last", "same address fresh"),
        Map.entry("nobody-looked", "clean dirty 1")));
    // the second time somebody may look while they are gone, or nobody
    assertThat(result.stderr().lines().filter(line -> line.startsWith("pindown: ")).distinct()).as(result.toString()).containsExactly(
        "pindown: ALLOCATE, FREE, REALLOCATE are no longer covered, memory concerned is registered for each use: others have rewritten classes of "
            + "the JDK, and events that were fired did not arrive",
        "pindown: ALLOCATE, FREE, REALLOCATE are covered again");
  }

  /** The same agent before Pindown's: whatever it does, the hooks are put on top of it. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void anAgentThatIsAskedBeforeOursTakesNothingAway(Jdk jdk) {
    Path other = ProgramJar.agent(MeddlingAgent.class);
    JvmBuilder builder = Programs.plain(jdk, "faults/meddled-before").agent(other, "").agent(Places.agentJar(), "").flags("-Xmx512m");
    JvmResult result = builder.main(MeddledApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    Map<String, String> artefact = result.artefact();
    // two rewritings of which nobody saw the first one's result count as a gap; the cache's own thread may have seen it
    assertThat(artefact.remove("unseen.kept")).as(result.toString()).isIn("hit", "new");
    assertThat(artefact).as(result.toString()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
        Map.entry("first", "new new covered"),
        Map.entry("retransformed", "hit hit covered"),
        Map.entry("redefined", "hit hit covered"),
        Map.entry("redefined.end", "same address fresh"),
        Map.entry("insisting", "hit hit new"),
        Map.entry("insisting.end", "same address fresh"),
        Map.entry("relented", "hit"),
        Map.entry("proven-again", "hit hit new covered"),
        Map.entry("proven-again.end", "same address fresh"),
        Map.entry("unseen", "same address fresh covered"),
        Map.entry("last", "same address fresh"),
        Map.entry("nobody-looked", "clean dirty 1")));
    assertThat(result.stderr()).as(result.toString()).doesNotContain("pindown: ");
  }
}
