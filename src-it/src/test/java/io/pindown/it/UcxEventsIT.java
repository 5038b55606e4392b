package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** UCX's own cache of registrations in a JVM in which UCX patches nothing: right if Pindown tells it of memory, and wrong if nobody does. */
class UcxEventsIT {
  private static final String MAIN = "io.pindown.it.rcache.RcacheApp";
  /** Paths after which there is other memory at the address. */
  private static final List<String> CHANGED =
      List.of("direct-buffer", "unsafe", "small-blocks", "file-map", "arena", "munmap", "mmap-over-a-page", "dontneed", "truncated");
  /** Where the program says which place; elsewhere the system mostly gives the same one again. */
  private static final List<String> AT_ONE_PLACE = List.of("munmap", "mmap-over-a-page", "dontneed", "truncated");
  private static final int ROUNDS = 3;

  @BeforeAll
  static void ucxIsThere() {
    UcxRequirement.check();
    boolean headers = Files.exists(Path.of("/usr/include/ucs/memory/rcache.h"));
    if (!headers) {
      System.out.println("UCX's cache is not asked: no headers of it (Debian: apt-get install libucx-dev)");
    }
    Assumptions.assumeTrue(headers, "no headers of UCX");
  }

  @TestFactory
  Stream<DynamicTest> toldByPindownItIsRight() {
    return Jdk.since(22).stream().flatMap(jdk -> {
      JvmResult result = run(Programs.withAgent(jdk, "ucx-events/pindown", ""), "pindown");
      Map<String, String> artefact = result.artefact();
      Stream<DynamicTest> paths = CHANGED.stream().map(path -> dynamicTest(jdk + " " + path, () -> {
        assertThat(artefact.get(path + "/registrations")).as(result.toString()).isEqualTo(Integer.toString(ROUNDS));
        if (AT_ONE_PLACE.contains(path)) {
          assertThat(artefact.get(path + "/places")).isEqualTo("1");
        }
      }));
      Stream<DynamicTest> others = Stream.of(
          dynamicTest(jdk + " runs to the end", () -> {
            result.expectExit(0);
            assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
            assertThat(artefact.get("thread-failures")).isEqualTo("[]");
          }),
          dynamicTest(jdk + " what stays is a hit", () -> assertThat(artefact.get("quiet/registrations")).isEqualTo("1")),
          dynamicTest(jdk + " a free allocates nothing", () -> assertThat(artefact.get("allocated-by-frees")).isEqualTo("0")));
      return Stream.concat(others, paths);
    });
  }

  /** So that the other can fail. */
  @TestFactory
  Stream<DynamicTest> toldByNobodyItIsStale() {
    return Jdk.since(22).stream().limit(1).flatMap(jdk -> {
      JvmResult result = run(Programs.withAgent(jdk, "ucx-events/declared", ""), "declared");
      return CHANGED.stream().map(path -> dynamicTest(jdk + " " + path, () -> {
        assertThat(result.artefact()).as(result.toString()).containsKey(path + "/places");
        // what another path has left registered at the address is found, too
        int places = Integer.parseInt(result.artefact().get(path + "/places"));
        assertThat(Integer.parseInt(result.artefact().get(path + "/registrations"))).isLessThanOrEqualTo(places);
        if (AT_ONE_PLACE.contains(path)) {
          assertThat(places).isEqualTo(1);
        }
      }));
    });
  }

  /** Fail closed: a source that sees nothing is not declared. */
  @TestFactory
  Stream<DynamicTest> withoutTheAgentItRefuses() {
    return Jdk.since(22).stream().limit(1).map(jdk -> dynamicTest(jdk.toString(), () -> {
      JvmResult result = run(Programs.withoutAgent(jdk, "ucx-events/refused"), "refused");
      assertThat(result.artefact().get("failure")).as(result.toString()).contains("IllegalStateException: no hooks: start the JVM with -javaagent");
    }));
  }

  /** What was there before the hooks ends as a block whose size nobody knows. */
  @TestFactory
  Stream<DynamicTest> attachedLateItRefuses() {
    return Jdk.since(22).stream().limit(1).map(jdk -> dynamicTest(jdk.toString(), () -> {
      JvmResult result = AttachIT.attach(jdk, program(Programs.withoutAgent(jdk, "ucx-events/late"), "late"));
      assertThat(result.artefact().get("failure")).as(result.toString())
          .contains("IllegalStateException: the agent was attached to a running JVM", "start the JVM with -javaagent");
    }));
  }

  @TestFactory
  Stream<DynamicTest> withoutUcxItSaysSo() {
    return Jdk.since(22).stream().limit(1).map(jdk -> dynamicTest(jdk.toString(), () -> {
      JvmBuilder builder = Programs.withAgent(jdk, "ucx-events/no-ucx", "");
      Files.write(Files.createDirectories(builder.folder().resolve("libraries")).resolve("libucm.so.0"), new byte[0]); // is found first, and is none
      JvmResult result =
          program(builder, "refused").environment("LD_LIBRARY_PATH", builder.folder().resolve("libraries").toString()).run(Programs.LIMIT);
      assertThat(result.artefact().get("failure")).as(result.toString())
          .contains("IllegalStateException: libucm.so.0 cannot be loaded (Debian: apt-get install libucx0): ");
    }));
  }

  private static JvmResult run(JvmBuilder builder, String how) {
    return program(builder, how).run(Programs.LIMIT);
  }

  private static JvmBuilder program(JvmBuilder builder, String how) {
    Path library = CLibrary.build("rcache", "rcache", "rcache.c", "-lucs", "-lucm");
    return Programs.withNic(builder)
        .environment("UCX_MEM_MMAP_HOOK_MODE", "none")
        .environment("UCX_MEM_MALLOC_HOOKS", "no")
        .environment("UCX_MEM_MALLOC_RELOC", "no")
        .environment("UCX_ERROR_SIGNALS", "")
        .main(MAIN, how, library.toString());
  }
}
