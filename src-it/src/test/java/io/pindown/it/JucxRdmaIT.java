package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * jucx and UCX's own cache over reliable connections of soft-RoCE, where registrations pin: the bytes that arrive in memory which a peer writes
 * to, after the memory behind the address has become other memory. The programs without UCX's events run on JDK 25, and on all with {@code
 * -Dit.jucx.jdks=true}.
 */
class JucxRdmaIT {
  private static final String MAIN = "io.pindown.it.world.jucx.RdmaProgram";
  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final List<String> PATHS = List.of("direct-buffer", "file-map");

  private static final Guest GUEST = new Guest("jucx");
  /** UCX patches nothing, and is told of memory by nobody, though it was promised. */
  private static JvmBuilder nobody;
  /** The same, told by the hooks. */
  private static JvmBuilder pindown;
  /** UCX with its own hooks, and a program that keeps registrations by address itself; by JDK. */
  private static final Map<Jdk, JvmBuilder> NAIVE = new LinkedHashMap<>();
  /** A program that registers for each use, under the agent; by JDK. */
  private static final Map<Jdk, JvmBuilder> AGENT = new LinkedHashMap<>();

  private static Map<JvmBuilder, JvmResult> results;

  @BeforeAll
  static void runAll() {
    GuestRequirement.check();
    UcxRequirement.check();
    Jdk jdk = Jdk.preferred(25);
    nobody = unpatched(program(jdk, Programs.plain(jdk, GUEST.test("nobody")), "nobody", "each"));
    pindown = unpatched(program(jdk, Programs.withNic(Programs.withAgent(jdk, GUEST.test("pindown"), "adapters=none")), "pindown", "each"));
    GUEST.add(nobody).add(pindown);
    for (Jdk each : Boolean.getBoolean("it.jucx.jdks") ? Jdk.since(17) : List.of(jdk)) {
      NAIVE.put(each, program(each, Programs.plain(each, GUEST.test("naive")), "ucx", "naive"));
      AGENT.put(each, program(each, Programs.withAgent(each, GUEST.test("agent"), ""), "ucx", "each"));
      GUEST.add(NAIVE.get(each)).add(AGENT.get(each));
    }
    results = GUEST.run(LIMIT);
  }

  private static Stream<DynamicTest> onEach(Map<Jdk, JvmBuilder> programs, Check check) {
    return programs.entrySet().stream().flatMap(program -> each(program.getKey() + " ", program.getValue(), check));
  }

  private static JvmBuilder program(Jdk jdk, JvmBuilder builder, String events, String registering) {
    return LibraryPrograms.with(builder, jdk, "jucx-1.12", jdk.feature() < 22 ? List.of("jucx", "jucx-rdma") : List.of("jucx", "jucx-rdma", "jucx-events"))
        .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .environment("LD_PRELOAD", CLibrary.build("ucp-counts", "jucx", "ucp-counts.c", "-ldl").toString())
        // /tmp of the guest, which is its own memory: a file in the program's folder cannot be mapped shared there
        .environment("PINDOWN_COUNTS", "/tmp/pindown-counts-" + builder.folder().getParent().getFileName() + "-" + jdk)
        .environment("MALLOC_MMAP_THRESHOLD_", "131072")
        .environment("UCX_ERROR_SIGNALS", "")
        // unreliable datagrams, with which UCX would find its peer, time out here; TCP does it
        .environment("UCX_TLS", "rc,tcp,self")
        .environment("UCX_NET_DEVICES", "rxe0:1,lo")
        .environment("UCX_IB_GID_INDEX", "1")
        .environment("UCX_RC_PATH_MTU", "1024")
        .environment("UCX_RC_VERBS_PATH_MTU", "1024")
        .environment("UCX_RNDV_SCHEME", "put_zcopy")
        // or it copies what is sent, and registers nothing for that
        .environment("UCX_RNDV_THRESH", "16384")
        .main(MAIN, events, registering);
  }

  private static JvmBuilder unpatched(JvmBuilder builder) {
    return builder.environment("UCX_MEM_MMAP_HOOK_MODE", "none").environment("UCX_MEM_MALLOC_HOOKS", "no").environment("UCX_MEM_MALLOC_RELOC", "no");
  }

  private static Stream<DynamicTest> each(String on, JvmBuilder program, Check check) {
    JvmResult result = results.get(program);
    return PATHS.stream().map(path -> dynamicTest(on + path, () -> {
      result.expectExit(0);
      Map<String, String> artefact = result.artefact();
      assertThat(artefact).as(result.toString()).doesNotContainKey("failure");
      int reused = Integer.parseInt(artefact.get(path + "/writes-reused"));
      assertThat(reused).as("blocks at the address of the one before").isPositive();
      assertThat(Integer.parseInt(artefact.get(path + "/sends-reused"))).as("sends from blocks at the address of one before").isPositive();
      check.of(
          Integer.parseInt(artefact.get(path + "/sends-wrong")),
          Integer.parseInt(artefact.get(path + "/writes-wrong")),
          reused,
          Integer.parseInt(artefact.get(path + "/registrations")));
    }));
  }

  private interface Check {
    void of(int sendsWrong, int wrong, int reused, int registrations);
  }

  /**
   * So that the next can fail: each of the two writes into a block at an address used before goes to the block before; or comes from the one before, since
   * UCX keeps the sender's side as well, as it does for tagged messages.
   */
  @TestFactory
  Stream<DynamicTest> ucxsCacheThatNobodyTellsIsStale() {
    return each("", nobody, (sendsWrong, wrong, reused, registrations) -> {
      assertThat(sendsWrong).as("tagged messages").isPositive();
      assertThat(wrong).isGreaterThanOrEqualTo(2 * reused);
    });
  }

  @TestFactory
  Stream<DynamicTest> ucxsCacheThatPindownTellsIsRight() {
    return each("", pindown, (sendsWrong, wrong, reused, registrations) -> {
      assertThat(sendsWrong).as("tagged messages").isZero();
      assertThat(wrong).isZero();
      assertThat(registrations).as("asked of UCX").isEqualTo(6);
    });
  }

  /** So that the next can fail. */
  @TestFactory
  Stream<DynamicTest> aProgramThatKeepsRegistrationsByAddressIsStale() {
    return onEach(NAIVE, (sendsWrong, wrong, reused, registrations) -> {
      assertThat(sendsWrong).as("tagged messages, which UCX registers itself and its hooks see to").isZero();
      assertThat(wrong).isEqualTo(2 * reused);
    });
  }

  /** Three blocks, each written to twice. */
  @TestFactory
  Stream<DynamicTest> aProgramUnderTheAgentIsCachedAndRight() {
    return onEach(AGENT, (sendsWrong, wrong, reused, registrations) -> {
      assertThat(sendsWrong).as("tagged messages").isZero();
      assertThat(wrong).isZero();
      assertThat(registrations).isEqualTo(3);
    });
  }
}
