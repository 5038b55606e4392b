package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.jvm.JvmResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;

/** What one path counted, in one way to transfer. */
record FabricCounts(long messages, long wrong, long reused, long hits, long oneUse) {

  /** A test for the program's end and one for each path and way. */
  static List<DynamicTest> tests(JvmResult result, BiConsumer<String, FabricCounts> check) {
    Map<String, String> artefact = result.artefact();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        dynamicTest(
            "runs to the end",
            () -> {
              result.expectExit(0);
              LibfabricRequirement.check(artefact);
              assertThat(artefact.keySet()).as(result.toString()).noneMatch(key -> key.endsWith("/failure"));
              assertThat(artefact.get("in-use-invalidations")).isEqualTo("0");
            }));
    for (String path : artefact.getOrDefault("paths", "").split(" ")) {
      for (String way : path.isEmpty() ? new String[0] : artefact.get("ways").split(" ")) {
        String name = path + "-" + way;
        tests.add(dynamicTest(name, () -> check.accept(path, of(artefact, name))));
      }
    }
    return tests;
  }

  private static FabricCounts of(Map<String, String> artefact, String name) {
    assertThat(artefact).as(name).containsKeys(name + "/messages", name + "/hits");
    return new FabricCounts(
        Long.parseLong(artefact.get(name + "/messages")),
        Long.parseLong(artefact.get(name + "/wrong")),
        Long.parseLong(artefact.get(name + "/reused")),
        Long.parseLong(artefact.get(name + "/hits")),
        Long.parseLong(artefact.get(name + "/one-use")));
  }

  /** Each stage sends twice: the second send is a hit, the first one only where nothing but the contents has changed. */
  static void cachedAndRight(String path, FabricCounts counts) {
    assertThat(counts.wrong()).as("wrong").isZero();
    assertThat(counts.oneUse()).as("registered for one use").isZero();
    assertThat(counts.hits()).as("hits").isEqualTo(path.equals("quiet") ? counts.messages() - 1 : counts.messages() / 2);
    assertThat(counts.reused()).as("sends from an address used before").isPositive();
  }

  static void rightAndNotCached(String path, FabricCounts counts) {
    assertThat(counts.wrong()).as("wrong").isZero();
    assertThat(counts.hits()).as("hits").isZero();
    assertThat(counts.oneUse()).as("registered for one use").isEqualTo(counts.messages());
  }

  static void stale(String path, FabricCounts counts) {
    if (path.equals("quiet")) {
      assertThat(counts.wrong()).as("wrong").isZero();
    } else {
      assertThat(counts.reused()).as("sends from an address used before").isPositive();
      assertThat(counts.wrong()).as("wrong").isEqualTo(counts.reused());
    }
  }
}
