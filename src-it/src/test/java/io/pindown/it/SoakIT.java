package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.soak.SoakApp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads that allocate, free, reallocate, map, unmap, truncate, unload, close arenas and change mappings in place, and send through
 * registration caches all the while: no wrong byte, no lost invalidation, no registration left, statistics that add up exactly. By hand
 * for longer: see the README.
 */
class SoakIT {
  private static final long SECONDS = Long.getLong("it.soak.seconds", 10);
  private static final long BLIND_SECONDS = 4;
  private static final long TRACED_SECONDS = 2;
  private static final int WORKERS = Integer.getInteger("it.soak.workers", 3);

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void nothingIsWrongLostOrLeft(Jdk jdk) {
    JvmResult result = run(jdk, "soak/process", SECONDS, "process", seed());
    Map<String, String> artefact = result.artefact();
    for (String port : new String[] {"sheltered", "exposed"}) {
      assertThat(number(artefact, port + "/wrong-bytes")).as(artefact.get(port + "/first-wrong")).isZero();
      assertThat(number(artefact, port + "/lost")).as(artefact.get(port + "/first-wrong")).isZero();
      assertThat(number(artefact, port + "/sends")).isGreaterThan(10 * SECONDS);
      assertThat(number(artefact, port + "/renewed")).as("sends of memory that had changed").isGreaterThan(SECONDS);
      assertThat(number(artefact, port + "/hits")).isPositive();
      assertThat(number(artefact, port + "/invalidations")).isPositive();
    }
    assertThat(number(artefact, "sheltered/in-use-invalidations")).as("memory freed under a lease").isZero();
    assertThat(artefact).as("registrations of memory that was not there").doesNotContainKey("did/found-though-missing");
    assertThat(number(artefact, "exposed/evictions")).isPositive();
    for (String who : new String[] {"changer", "racer"}) {
      assertThat(number(artefact, "duel/" + who + "/wrong-sends")).as(artefact.get("duel/" + who + "/first-wrong")).isZero();
    }
    assertThat(number(artefact, "duel/changer/sends")).isPositive();
    assertThat(artefact.get("faults/committed")).isEqualTo("100").isEqualTo(artefact.get("faults/in-use-invalidations"));
    assertThat(artefact).containsEntry("faults/still-valid", "0").containsEntry("dropped-containers", "0");
    if (artefact.get("truth").contains("io_uring")) {
      assertThat(artefact.get("kernel-holding")).as("with a registration on each port").matches(".*ringBuffers=(3|-1)]");
    }
    nothingIsLeft(artefact);
  }

  /** So that the others can fail: the same threads, and caches that are never told of a change. */
  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void withoutTheEventsMuchIs(Jdk jdk) {
    Map<String, String> artefact = run(jdk, "soak/blind", BLIND_SECONDS, "blind", seed()).artefact();
    assertThat(number(artefact, "exposed/lost") + number(artefact, "sheltered/lost")).isPositive();
    if (!artefact.get("truth").contains("not to be seen")) {
      long wrong = number(artefact, "exposed/wrong-bytes") + number(artefact, "sheltered/wrong-bytes");
      assertThat(wrong + number(artefact, "duel/changer/wrong-bytes")).isPositive();
    }
    nothingIsLeft(artefact);
  }

  /** As far as both runs came; the steps of three threads, each by itself. */
  @Test
  void theSameSeedTakesTheSameSteps() {
    String seed = seed();
    Map<String, String> one = run(Jdk.preferred(25), "soak/once", TRACED_SECONDS, "process", seed).artefact();
    Map<String, String> again = run(Jdk.preferred(25), "soak/again", TRACED_SECONDS, "process", seed).artefact();
    Map<String, String> other = run(Jdk.preferred(25), "soak/other", TRACED_SECONDS, "process", seed + "1").artefact();
    for (int worker = 0; worker < WORKERS; worker++) {
      String[] steps = one.get("trace/" + worker).split(" ");
      String[] sameSteps = again.get("trace/" + worker).split(" ");
      int both = Math.min(steps.length, sameSteps.length);
      assertThat(steps[0]).isNotEmpty().isNotEqualTo(other.get("trace/" + worker).split(" ")[0]);
      assertThat(Arrays.copyOf(steps, both)).isEqualTo(Arrays.copyOf(sameSteps, both));
    }
  }

  private static String seed() {
    return System.getProperty("it.soak.seed", Long.toString(System.nanoTime()));
  }

  /** Holds whatever the cache is told. */
  private static void nothingIsLeft(Map<String, String> artefact) {
    for (String port : new String[] {"sheltered", "exposed", "duel"}) {
      assertThat(artefact.get(port + "/broken")).as("what does not add up").isEmpty();
      assertThat(artefact.get(port + "/registrations")).isEqualTo(artefact.get(port + "/deregistrations"));
      assertThat(artefact.get(port + "/pinned")).as("places of the device's table that are taken").isEqualTo("0");
    }
    assertThat(artefact.get("kernel-after")).isEqualTo(artefact.get("kernel-before"));
    assertThat(artefact.get("kernel-after-close"))
        .matches(".*ringBuffers=(0|-1)]")
        .contains(pinnedAndLocked(artefact.get("kernel-before")));
  }

  private static String pinnedAndLocked(String counts) {
    return counts.substring(0, counts.indexOf(", ringBuffers"));
  }

  private static JvmResult run(Jdk jdk, String test, long seconds, String space, String seed) {
    JvmBuilder builder = Programs.withAgent(jdk, test, "").optimizing().environment("MALLOC_MMAP_THRESHOLD_", "131072");
    if (jdk.feature() > 21) {
      Programs.withNic(builder);
    }
    System.out.println("soak, " + jdk + ", " + space + ", " + seconds + " s: -Dit.soak.seed=" + seed);
    JvmResult result = builder
        .main(SoakApp.class.getName(), Long.toString(seconds), seed, space, Integer.toString(WORKERS))
        .run(Duration.ofSeconds(seconds).plus(Programs.LIMIT));
    SoakReport.print(jdk, result);
    assertThat(result.artefact()).as(result.toString()).doesNotContainKey("failure");
    result.expectExit(0);
    Truths.check(jdk, result.artefact());
    return result;
  }

  private static long number(Map<String, String> artefact, String key) {
    assertThat(artefact).containsKey(key);
    return Long.parseLong(artefact.get(key));
  }
}
