package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pindown.it.coverage.Attach;
import io.pindown.it.coverage.Cell;
import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** One run of {@code PathsApp} as tests: one a path, which compares all that the path noted with the table. */
final class PathTests {
  private static final Pattern ONE_OR_MORE = Pattern.compile("\\*[1-9]\\d*");

  private PathTests() {}

  static DynamicNode of(String name, JvmResult result, Jdk jdk, boolean hooked) {
    return of(name, result, PathExpectations.of(jdk.feature(), hooked), hooked);
  }

  /** As {@link #of(String, JvmResult, Jdk, boolean)} under the agent, and each path that passes is recorded for docs/coverage.md. */
  static DynamicNode recorded(String name, JvmResult result, Jdk jdk, Attach attach, String test) {
    boolean late = attach == Attach.LATE;
    Map<String, State> states = PathExpectations.states(jdk.feature(), late);
    String gaps = late ? gapsWhenLate(jdk) : "[]";
    return of(name, result, PathExpectations.of(jdk.feature(), true, late), true, gaps, path -> {
      if (states.containsKey(path)) {
        new Cell(path, jdk.feature(), attach, states.get(path), test).record();
      }
    });
  }

  static DynamicNode of(String name, JvmResult result, Map<String, Map<String, String>> expected, boolean hooked) {
    return of(name, result, expected, hooked, "[]", path -> { });
  }

  /** As {@link #of(String, JvmResult, Jdk, boolean)} under the agent, when the JVM brings classes that are loaded before it. */
  static DynamicNode late(String name, JvmResult result, Jdk jdk) {
    return of(name, result, PathExpectations.of(jdk.feature(), true, true), true, gapsWhenLate(jdk), path -> { });
  }

  /** A native of a class that is loaded cannot be renamed, and 17 has nothing that could do its work instead. */
  private static String gapsWhenLate(Jdk jdk) {
    return jdk.feature() < 21 ? "[REFLECTION]" : "[]";
  }

  private static DynamicNode of(
      String name, JvmResult result, Map<String, Map<String, String>> expected, boolean hooked, String gaps, Consumer<String> passed) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("runs all paths to the end", () -> {
      result.expectExit(0);
      assertThat(new TreeSet<>(List.of(result.artefact().get("paths").split(" ")))).isEqualTo(expected.keySet());
      Map<String, String> summary = new TreeMap<>(result.artefact());
      summary.keySet().removeIf(key -> key.contains("/") || key.equals("paths"));
      String covered = String.valueOf(hooked);
      assertThat(summary).as(result.toString()).containsEntry("hooked", covered).containsEntry("covers-blocks", covered);
      assertThat(summary).as(result.toString()).containsEntry("covers-mappings", covered);
      if (hooked) {
        assertThat(summary).as(result.toString()).containsEntry("gaps", gaps);
      }
      assertThat(result.stderr()).isEmpty();
      // not empty: -Xcheck:jni warns of the JDK's own agent library on 17
      assertThat(result.stdout()).doesNotContain("pindown:", "FATAL ERROR");
    }));
    expected.forEach((path, keys) -> tests.add(dynamicTest(path, () -> {
      compare(path, result, keys);
      passed.accept(path);
    })));
    return dynamicContainer(name, tests);
  }

  private static void compare(String path, JvmResult result, Map<String, String> expected) {
    Map<String, String> actual = of(path, result);
    expected.forEach((key, value) -> {
      if (value.endsWith("+")) {
        actual.computeIfPresent(key, (unused, dirty) -> ONE_OR_MORE.matcher(dirty).replaceAll("+"));
      }
    });
    assertThat(actual).as(result.commandLine()).isEqualTo(expected);
  }

  private static Map<String, String> of(String path, JvmResult result) {
    return result.artefact().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(path + "/"))
        .collect(Collectors.toMap(entry -> entry.getKey().substring(path.length() + 1), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }
}
