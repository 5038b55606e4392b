package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.app.PathsApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.OrdinaryUser;
import io.pindown.it.jvm.Places;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An ordinary user with 4 MiB of RLIMIT_MEMLOCK, and rings whose table is small: evict, try again, register for one use, then a clear
 * exception; what is sent is right, the kernel's limit is kept, and once leases are given back all is as before.
 */
class PressureIT {
  private static final String MAIN = "io.pindown.it.wire.PressureApp";
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final long MEMLOCK = 4L << 20;
  private static final long BLOCK = 256L << 10;
  private static final long SLOTS = 8;
  private static final long BLOCKS = 64;
  /** Blocks that may be locked at a time; a block that is not page-aligned takes one page more. */
  private static final long LEAST = MEMLOCK / (BLOCK + 4096);
  private static final long MOST = MEMLOCK / BLOCK;

  @TestFactory
  Stream<DynamicNode> pressure() {
    return Jdk.since(22).stream().map(jdk -> {
      OrdinaryUser user = new OrdinaryUser(jdk, MEMLOCK);
      JvmBuilder builder = Programs.withNic(Programs.withAgent(user.jdk(), "pressure", ""));
      List<Path> read =
          List.of(Places.agentJar(), Places.of(PathsApp.class), Places.ofClass("io.pindown.nic.uring.Ring"), jdk.tool("java"));
      String obstacle = user.obstacle(builder.folder(), read);
      if (obstacle != null) {
        return dynamicTest(jdk + " pressure", () -> skip(obstacle));
      }
      return dynamicContainer(jdk + " pressure", tests(builder.main(MAIN).run(LIMIT)));
    });
  }

  private static void skip(String why) {
    System.out.println("SKIPPED PressureIT: " + why);
    assertThat(System.getProperty("it.require", "")).as("-Dit.require: " + why).doesNotContain("user");
    Assumptions.abort(why);
  }

  private static Stream<DynamicTest> tests(JvmResult result) {
    Map<String, String> artefact = result.artefact();
    DynamicTest end = dynamicTest("runs to the end as an ordinary user", () -> {
      result.expectExit(0);
      UringRequirement.check(artefact);
      assertThat(artefact).containsEntry("limit", Long.toString(MEMLOCK)).containsEntry("unlimited", "false");
      assertThat(artefact.keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
    });
    if (!"true".equals(artefact.get("available"))) {
      return Stream.of(end);
    }
    return Stream.of(
        end,
        dynamicTest("the limit of locked memory: evicted for each new one", () -> evicted(new Counts(artefact, "memlock"), MOST)),
        dynamicTest("a full table: evicted for each new one", () -> evicted(new Counts(artefact, "table"), SLOTS)),
        dynamicTest("a full table, all of it in use", () -> tableInUse(new Counts(artefact, "table-in-use"))),
        dynamicTest("all that may be locked is in use", () -> memlockInUse(new Counts(artefact, "memlock-in-use"))),
        dynamicTest("room for what is asked for, not for its container", () -> narrow(new Counts(artefact, "narrow"))),
        dynamicTest("the cache's own limit, all in use", () -> ownLimit(new Counts(artefact, "limit"))),
        dynamicTest("threads, full table: all get through", () -> threads(new Counts(artefact, "threads-table"))),
        dynamicTest("threads, locked memory: all get through", () -> threads(new Counts(artefact, "threads-memlock"))),
        dynamicTest("threads that want more than the table has", () -> greedy(new Counts(artefact, "greedy-table"))),
        dynamicTest("threads that want more than may be locked", () -> greedy(new Counts(artefact, "greedy-memlock"))));
  }

  /** What one scene counted; what holds of every scene is asserted here. */
  private record Counts(Map<String, String> artefact, String scene) {
    Counts {
      assertThat(artefact).as("scene " + scene).containsKey(scene + "/messages").doesNotContainKey(scene + "/failure");
      for (String nothing : List.of("wrong", "end/pinned", "end/regions", "end/balance")) {
        assertThat(artefact.get(scene + "/" + nothing)).as(nothing).isEqualTo("0");
      }
      assertThat(Long.parseLong(artefact.get(scene + "/most-pinned"))).as("VmPin").isBetween(1L, MEMLOCK);
    }

    String text(String key) {
      assertThat(artefact).containsKey(scene + "/" + key);
      return artefact.get(scene + "/" + key);
    }

    long number(String key) {
      return Long.parseLong(text(key));
    }
  }

  private static void evicted(Counts counts, long fit) {
    assertThat(counts.number("messages")).isEqualTo(2 * BLOCKS);
    // the cache's thread may still be at the last one that was evicted when the next is tried, and so another one goes
    assertThat(counts.number("evictions")).as("one for each that does not fit").isBetween(2 * BLOCKS - fit, 4 * BLOCKS);
    assertThat(counts.number("failed")).as("refusals by the device").isGreaterThanOrEqualTo(2 * BLOCKS - fit);
    assertThat(counts.text("one-use")).as("all were cached").doesNotContainPattern("=[1-9]");
    assertThat(counts.number("live")).isBetween(1L, fit);
    assertThat(counts.number("regions")).isBetween(1L, fit);
  }

  private static void tableInUse(Counts counts) {
    assertThat(counts.number("held")).isEqualTo(SLOTS);
    assertThat(counts.text("refusal"))
        .startsWith("PRESSURE ")
        .contains(counts.text("refused-range") + " cannot be registered")
        .contains("all 8 slots of the ring's table");
    worksAgain(counts);
  }

  private static void memlockInUse(Counts counts) {
    assertThat(counts.number("held")).isBetween(LEAST, MOST);
    assertThat(counts.text("refusal"))
        .startsWith("PRESSURE ")
        .contains(counts.text("refused-range") + " cannot be registered")
        .contains("ENOMEM; RLIMIT_MEMLOCK is " + MEMLOCK)
        .contains("ulimit -l");
    worksAgain(counts);
  }

  private static void worksAgain(Counts counts) {
    assertThat(counts.number("evictions-for-one")).as("the lease given back made the room").isEqualTo(1);
    assertThat(counts.number("hits-after")).as("and what is used last is found again").isEqualTo(1);
  }

  private static void narrow(Counts counts) {
    assertThat(counts.text("why")).isEqualTo("PRESSURE");
    assertThat(counts.number("length")).as("just the page, or the two, that were asked for").isIn(4096L, 8192L);
    assertThat(counts.text("then-cached")).isEqualTo("true");
  }

  private static void ownLimit(Counts counts) {
    assertThat(counts.text("why")).isEqualTo("LIMIT");
    assertThat(counts.text("one-use")).contains("LIMIT=4");
    assertThat(counts.number("regions-after")).isEqualTo(4);
    assertThat(counts.text("then-cached")).isEqualTo("true");
  }

  private static void threads(Counts counts) {
    assertThat(counts.text("ended")).isEqualTo("true");
    assertThat(counts.number("rounds")).isEqualTo(4 * 400);
    assertThat(counts.number("evictions")).isPositive();
  }

  private static void greedy(Counts counts) {
    threads(counts);
    assertThat(counts.number("refused")).as("rounds that got less than they wanted").isPositive();
  }
}
