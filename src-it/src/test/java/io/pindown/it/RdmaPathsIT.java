package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every path of docs/coverage.md as bytes over verbs, in a guest: sent from its memory, written from it, read by a peer, written by a peer, and
 * read from a peer into it, before and after each step. A program that keeps registrations by address is wrong after each change, and nowhere
 * else; with the agent nothing is. On JDK 25 and with the agent from the start; {@code -Dit.rdma.paths=true} for 26 and an attached agent as well.
 */
class RdmaPathsIT {
  private static final String MAIN = "io.pindown.it.rdma.RdmaPathsApp";
  private static final Duration LIMIT = Duration.ofSeconds(400);

  /** Paths of blocks so small that the C library keeps their pages. */
  private static final Set<String> HEAPS = Set.of("block-below-4-kib", "unsafe-free-small");

  private static final Guest GUEST = new Guest("rdma-paths");
  private static final Map<Jdk, JvmBuilder> BLIND = new LinkedHashMap<>();
  private static final Map<Jdk, JvmBuilder> START = new LinkedHashMap<>();
  private static final Map<Jdk, JvmBuilder> LATE = new LinkedHashMap<>();
  /** Memory that is cached also if the agent comes when the linker and all libraries have been used. */
  private static final List<String> CACHED_LATE =
      List.of("direct-from-before-the-attach", "map-from-before-the-attach", "arena-from-before-the-attach", "unsafe-free", "direct-collected",
          "map-private", "truncate-channel", "arena-shared", "lwjgl-alloc", "chronicle-map", "netty-unpooled");

  private static Map<JvmBuilder, JvmResult> results;

  @BeforeAll
  static void runAll() {
    GuestRequirement.check("rdma-*");
    boolean all = Boolean.getBoolean("it.rdma.paths");
    for (Jdk jdk : all ? Jdk.since(25) : List.of(Jdk.preferred(25))) {
      BLIND.put(jdk, add(Programs.withoutAgent(jdk, GUEST.test("blind")), "blind", "never"));
      START.put(jdk, add(Programs.withAgent(jdk, GUEST.test("start"), LibrariesIT.options()), "leased", "start"));
      if (all) {
        JvmBuilder late = Programs.withoutAgent(jdk, GUEST.test("late")).flags("-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading");
        LATE.put(jdk, add(late, "leased", "late", Places.agentJar().toString(), LibrariesIT.options()));
      }
    }
    results = GUEST.run(LIMIT);
  }

  /**
   * Files that can be mapped shared are in the guest's own memory. Blocks of a few pages are mappings, so that they are gone when they are
   * free; nothing compiles, so that no other thread takes their place before it is looked at.
   */
  private static JvmBuilder add(JvmBuilder builder, String... arguments) {
    LibrariesIT.withLibraries(Programs.withNic(builder), "netty")
        .flags("-XX:+UseSerialGC", "-Xint", "-Djava.io.tmpdir=/dev/shm", "-XX:ErrorFile=" + builder.folder().resolve("hs_err_pid%p.log"))
        .environment("MALLOC_MMAP_THRESHOLD_", "49152")
        .environment("MALLOC_ARENA_MAX", "64")
        .environment("JE_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0,retain:false")
        .environment("MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0,retain:false")
        .main(MAIN, Stream.concat(Stream.of(arguments), Stream.of(LibrariesIT.ALL)).toArray(String[]::new));
    GUEST.add(builder, "env", "--chdir=/dev/shm");
    return builder;
  }

  /** One range after one step: what was there then, right or wrong by operation, and what the cache counted. */
  private record Look(String path, String step, String range, String there, String letters, long hits, long oneUse) {
    static Look of(String key, String value) {
      String[] names = key.split("/");
      String[] words = value.split(" ");
      return new Look(names[0], names[2], names[3], words[0], words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    boolean isBefore() {
      return step.equals("watch") || step.equals("again");
    }

    /** What is there now is another memory. */
    boolean isReplaced() {
      return there.equals("REPLACED");
    }

    boolean isRight() {
      return letters.contains("r") && !letters.contains("w");
    }

    boolean isWrong() {
      return letters.contains("w") && !letters.contains("r");
    }

    long operations() {
      return letters.chars().filter(letter -> letter != '-').count();
    }

    boolean isOnce() {
      return RdmaPathExpectations.exception("once", path, range) != null;
    }

    boolean isInHeap() {
      return there.equals("THERE") && RdmaPathExpectations.exception("heap", path, step, range) != null;
    }

    boolean stays() {
      return RdmaPathExpectations.exception("stays", path, step, range) != null;
    }
  }

  /** In the order of the steps' names; what lies in the C library's heap was not looked at, and is only where that is expected. */
  private static List<Look> looks(JvmResult result, String path) {
    List<Look> looks = new ArrayList<>();
    result.artefact().forEach((key, value) -> {
      if (key.startsWith(path + "/rdma/")) {
        Look look = Look.of(key, value);
        if (!look.there().equals("HEAP")) {
          looks.add(look);
        } else {
          assertThat(HEAPS).as(look.toString()).contains(path);
        }
      }
    });
    return looks;
  }

  private interface Check {
    void of(String path, List<Look> looks, RdmaPathExpectations expected);
  }

  private static Stream<DynamicNode> each(Map<Jdk, JvmBuilder> programs, boolean hooked, Check check) {
    return programs.entrySet().stream().map(program -> {
      JvmResult result = results.get(program.getValue());
      RdmaPathExpectations expected = new RdmaPathExpectations(program.getKey());
      List<String> paths = Stream.of(result.artefact().getOrDefault("paths", "").split(" ")).filter(path -> !path.isEmpty()).toList(); // none: see its end
      List<DynamicTest> tests = new ArrayList<>();
      tests.add(dynamicTest("runs to the end, over all paths", () -> {
        result.expectExit(0);
        assertThat(result.artefact()).containsEntry("hooked", String.valueOf(hooked));
        assertThat(paths).as("the paths that tables have").containsAll(expected.states().keySet());
      }));
      for (String path : paths) {
        tests.add(dynamicTest(path, () -> {
          assertThat(result.artefact()).doesNotContainKey(path + "/failure");
          List<Look> looks = looks(result, path);
          String none = RdmaPathExpectations.exception("none", path);
          assertThat(looks.isEmpty()).as("nothing of it can be registered").isEqualTo(none != null);
          if (none == null) {
            check.of(path, looks, expected);
          } else {
            System.out.println("not over verbs: " + path + ": " + none);
          }
        }));
      }
      return dynamicContainer(program.getKey().toString(), tests);
    });
  }

  /** Wrong by each operation when other memory is at the address, or the pages are others; right before, and beside what has changed. */
  @TestFactory
  Stream<DynamicNode> aBlindCacheIsStale() {
    return each(BLIND, false, (path, looks, expected) -> {
      for (Look look : looks) {
        boolean stale = look.isReplaced() || expected.isTold(path, look.step(), look.range()) && !look.stays() && !look.isInHeap();
        assertThat(stale ? look.isWrong() : look.isRight()).as((stale ? "wrong" : "right") + " by all operations: " + look).isTrue();
      }
      boolean never = HEAPS.contains(path) || RdmaPathExpectations.exception("lives", path) != null;
      if (expected.states().containsKey(path)) {
        assertThat(looks.stream().anyMatch(Look::isWrong)).as("stale in some step").isEqualTo(!never);
      }
    });
  }

  /** Right, cached, and registered anew after each change and only then. Memory that the test puts at an address is nobody's, so it is never cached. */
  @TestFactory
  Stream<DynamicNode> withTheAgentNothingIsStale() {
    return each(START, true, (path, looks, expected) -> {
      for (Look look : looks) {
        assertThat(look.isRight()).as(look.toString()).isTrue();
        boolean told = expected.isTold(path, look.step(), look.range());
        if (look.isOnce()) {
          assertThat(look.oneUse()).as(look.toString()).isEqualTo(look.operations());
        } else if (look.isReplaced() || told) {
          assertThat(look.hits()).as("hits: " + look).isZero();
        } else if (!look.step().equals("watch")) {
          assertThat(look.hits()).as("hits: " + look).isEqualTo(look.operations());
        }
      }
      if (expected.states().containsKey(path)) {
        new Cell("rdma-" + path, Jdk.preferred(25).feature(), Attach.START, expected.states().get(path), "RdmaPathsIT.withTheAgentNothingIsStale").record();
      }
    });
  }

  /** Where the agent comes late more is registered for each use, so of hits only some are asked. */
  @TestFactory
  Stream<DynamicNode> attachedNothingIsStale() {
    if (LATE.isEmpty()) {
      System.out.println("no paths over verbs with an attached agent: by -Dit.rdma.paths=true");
    }
    return each(LATE, true, (path, looks, expected) -> {
      for (Look look : looks) {
        assertThat(look.isRight()).as(look.toString()).isTrue();
        if (look.isReplaced() || expected.isTold(path, look.step(), look.range())) {
          assertThat(look.hits()).as("hits: " + look).isZero();
        } else if (CACHED_LATE.contains(path) && look.step().equals("again")) {
          assertThat(look.hits()).as("hits: " + look).isEqualTo(look.operations());
        }
      }
    });
  }
}
