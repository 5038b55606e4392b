package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Asynchronous copies to and from a device, of memory that changes behind its address: no GPU, but the stand-in of {@code nic}'s tests for NVIDIA's driver, which pins what is
 * registered for real, so that a copy goes to the pages that were there then.
 */
class CudaIT {
  private static final String MAIN = "io.pindown.it.cuda.CudaApp";

  static {
    Jdk.all().stream().filter(jdk -> jdk.feature() < 22).forEach(jdk ->
        System.out.println(jdk + " copies to no device: nic needs the final FFM API of 22"));
  }

  @TestFactory
  Stream<DynamicNode> underTheAgentCopiesAreCachedAndNeverStale() {
    return Jdk.since(22).stream().map(jdk -> {
      JvmResult result = run(Programs.withAgent(jdk, "cuda/agent", ""), "leased");
      Map<String, String> artefact = result.artefact();
      List<DynamicTest> tests = basics(result);
      for (String path : paths(artefact)) {
        tests.add(dynamicTest(path, () -> {
          long copies = 2 * number(artefact, path + "/messages"); // there and back
          long first = path.equals("quiet") ? 1 : number(artefact, path + "/messages") / 2; // each stage's first copy there
          assertThat(number(artefact, path + "/wrong")).as("wrong").isZero();
          assertThat(number(artefact, path + "/reused")).as("from an address used before").isPositive();
          assertThat(number(artefact, path + "/one-use")).as("registered for one use").isZero();
          assertThat(number(artefact, path + "/hits")).as("hits").isBetween(copies - first - 1, copies - first); // what receives is registered once
        }));
      }
      for (String size : List.of("large-overlapping", "small-overlapping")) {
        tests.add(dynamicTest(size, () -> {
          assertThat(number(artefact, size + "/wrong")).as("wrong").isZero();
          assertThat(number(artefact, size + "/done-before")).as("rounds in which something was done before the device was let go").isZero();
          assertThat(number(artefact, size + "/addresses-used-again")).isPositive();
        }));
      }
      tests.add(dynamicTest("no fault is found where there is none", () -> assertThat(artefact).containsEntry("in-use-invalidations", "0")));
      tests.add(dynamicTest("all copies are of registered memory", () -> assertThat(artefact).containsEntry("pageable", "0")));
      tests.add(dynamicTest("a buffer that only the copy holds", () -> assertThat(artefact)
          .containsEntry("dropped/collected-under-the-copy", "false")
          .containsEntry("dropped/collected-after-it", "true")
          .containsEntry("dropped/in-use-invalidations", "0")));
      tests.add(dynamicTest("a buffer that is freed under the copy", () -> {
        assertThat(artefact)
            .containsEntry("freed/same-address", "true")
            .containsEntry("freed/next", "STALE")
            .containsEntry("freed/device-had", "O")
            .containsEntry("freed/wrong-afterwards", "false")
            .containsEntry("freed/in-use-invalidations", "1");
        assertThat(result.stderr()).contains("was freed or remapped while 1 leases were out");
      }));
      return dynamicContainer(jdk.toString(), tests);
    });
  }

  /** Fail closed: nothing is cached, and nothing is stale. */
  @TestFactory
  Stream<DynamicNode> withoutTheAgentEachCopyRegisters() {
    return Jdk.since(22).stream().limit(1).map(jdk -> {
      JvmResult result = run(Programs.withoutAgent(jdk, "cuda/without"), "leased");
      Map<String, String> artefact = result.artefact();
      List<DynamicTest> tests = basics(result);
      for (String path : paths(artefact)) {
        tests.add(dynamicTest(path, () -> {
          assertThat(number(artefact, path + "/wrong")).as("wrong").isZero();
          assertThat(number(artefact, path + "/hits")).as("hits").isZero();
        }));
      }
      return dynamicContainer(jdk.toString(), tests);
    });
  }

  /** So that the others can fail: what is found by address and told nothing copies other bytes than the program sees. */
  @TestFactory
  Stream<DynamicNode> toldByNobodyItIsStale() {
    return Jdk.since(22).stream().map(jdk -> {
      JvmResult result = run(Programs.withoutAgent(jdk, "cuda/blind"), "blind");
      Map<String, String> artefact = result.artefact();
      List<DynamicTest> tests = basics(result);
      for (String path : paths(artefact)) {
        tests.add(dynamicTest(path, () -> {
          if (path.equals("quiet")) {
            assertThat(number(artefact, path + "/wrong")).isZero();
          } else {
            assertThat(number(artefact, path + "/reused")).as("copies from an address used before").isPositive();
            assertThat(number(artefact, path + "/wrong")).as("wrong").isEqualTo(number(artefact, path + "/reused"));
          }
        }));
      }
      tests.add(dynamicTest("large-overlapping", () -> assertThat(number(artefact, "large-overlapping/wrong")).isPositive()));
      return dynamicContainer(jdk.toString(), tests);
    });
  }

  private static JvmResult run(JvmBuilder builder, String way) {
    Path library = CLibrary.build("cuda-stand-in", "cuda", "cuda-stand-in.c", "-pthread");
    return Programs.withNic(builder).main(MAIN, way, library.toString()).run(Programs.LIMIT);
  }

  private static List<DynamicTest> basics(JvmResult result) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("runs to the end, by the stand-in, and leaves nothing", () -> {
      result.expectExit(0);
      UringRequirement.check(result.artefact());
      assertThat(result.artefact().keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
      assertThat(result.artefact())
          .containsEntry("device", "stand-in, no GPU")
          .containsEntry("registered", "0")
          .containsEntry("objects", "0")
          .containsEntry("violations", "0");
    }));
    return tests;
  }

  private static List<String> paths(Map<String, String> artefact) {
    return artefact.containsKey("paths") ? List.of(artefact.get("paths").split(" ")) : List.of();
  }

  private static long number(Map<String, String> artefact, String key) {
    assertThat(artefact).containsKey(key);
    return Long.parseLong(artefact.get(key));
  }
}
