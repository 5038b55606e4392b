package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.DuelApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Why a change after which memory stays in use needs two events. The same two threads, the same shipped classes, fed whole and fed less:
 * without the end, or without the begin, they find wrong bytes; with both they never do.
 */
class SoakTwinsIT {
  private static final int MOST_SECONDS = 10;
  private static final int CONTROL_SECONDS = Integer.getInteger("it.soak.control.seconds", 4);
  private static final int ENOUGH = 25;

  /** A registration made between the begin and the moment when the pages go is kept, and found after the change has returned. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void toldOfTheBeginOnlyItIsStale(Jdk jdk) {
    Map<String, String> artefact = run(jdk, "begin-only", MOST_SECONDS, ENOUGH);
    requireFrames(artefact);
    assertThat(wrong(artefact, "changer")).as("of " + artefact.get("duel/changer/sends")).isPositive();
  }

  /** A registration from before the change is found when the pages have gone already and the end has not been told yet. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void toldOfTheEndOnlyItIsStale(Jdk jdk) {
    Map<String, String> artefact = run(jdk, "end-only", MOST_SECONDS, ENOUGH);
    if (jdk.feature() < 21) {
      System.out.println(jdk + " has no change in place of which another thread can see that it is under way: end-only is not judged");
    }
    Assumptions.assumeTrue(jdk.feature() >= 21, jdk + " has no change in place that shows");
    requireFrames(artefact);
    assertThat(wrong(artefact, "racer")).as("of " + artefact.get("duel/racer/sends")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void toldOfBothItNeverIs(Jdk jdk) {
    Map<String, String> artefact = run(jdk, "whole", CONTROL_SECONDS, 1);
    neverWrong(artefact);
    assertThat(Long.parseLong(artefact.get("duel/invalidations"))).isPositive();
    assertThat(Long.parseLong(artefact.get("duel/hits"))).isPositive();
  }

  /** An end that never comes leaves the memory uncached, which is slow and right. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void withoutAnEndMemoryIsRegisteredForEachUse(Jdk jdk) {
    Map<String, String> artefact = run(jdk, "endless", CONTROL_SECONDS / 2, 1);
    neverWrong(artefact);
    assertThat(artefact.get("duel/one-use")).containsPattern("CHANGING=[1-9]");
  }

  private static void neverWrong(Map<String, String> artefact) {
    assertThat(wrong(artefact, "changer")).as(artefact.get("duel/changer/first-wrong")).isZero();
    assertThat(wrong(artefact, "racer")).as(artefact.get("duel/racer/first-wrong")).isZero();
    assertThat(Long.parseLong(artefact.get("duel/changer/sends"))).isPositive();
  }

  /** Without io_uring and without frames there is nothing that could be seen to be wrong. */
  private static void requireFrames(Map<String, String> artefact) {
    String truth = artefact.get("truth");
    boolean enough = !truth.contains("not to be seen");
    if (!enough) {
      System.out.println("twin not judged: " + truth);
    }
    Assumptions.assumeTrue(enough, truth);
  }

  private static long wrong(Map<String, String> artefact, String who) {
    return Long.parseLong(artefact.get("duel/" + who + "/wrong-sends"));
  }

  private static Map<String, String> run(Jdk jdk, String space, int seconds, int enough) {
    JvmBuilder builder = Programs.withAgent(jdk, "soak/" + space, "").optimizing().environment("MALLOC_MMAP_THRESHOLD_", "131072");
    if (jdk.feature() > 21) {
      Programs.withNic(builder);
    }
    String seed = System.getProperty("it.soak.seed", Long.toString(System.nanoTime()));
    JvmResult result = builder
        .main(DuelApp.class.getName(), space, Integer.toString(seconds), seed, Integer.toString(enough))
        .run(Duration.ofSeconds(seconds).plus(Programs.LIMIT));
    Map<String, String> artefact = result.artefact();
    System.out.println("duel, " + jdk + ", " + space + ", seed " + seed + ": rounds " + artefact.get("duel/rounds")
        + ", wrong of the changer " + artefact.get("duel/changer/wrong-sends") + ", of the racer " + artefact.get("duel/racer/wrong-sends")
        + "; " + artefact.get("truth"));
    assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
    result.expectExit(0);
    Truths.check(jdk, artefact);
    assertThat(artefact.get("duel/broken")).as("what does not add up").isEmpty();
    assertThat(artefact.get("duel/pinned")).isEqualTo("0");
    return artefact;
  }
}
