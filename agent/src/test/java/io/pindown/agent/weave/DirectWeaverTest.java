package io.pindown.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.Jdk;
import io.pindown.agent.jvm.JdkImage;
import io.pindown.agent.point.MadeUpPoints;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Points;
import io.pindown.agent.point.Substitute;
import io.pindown.agent.point.Treatment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** What is woven without a library against what is woven with one: the same text, frames, handlers, lines and variables included. */
class DirectWeaverTest {
  private static final String HOOKS = "java/lang/$PindownHooks";

  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachClassOfTheTable(Jdk jdk) throws IOException {
    Map<String, List<Point>> byOwner = new LinkedHashMap<>();
    Points.of(jdk.feature()).forEach(point -> byOwner.computeIfAbsent(point.owner(), owner -> new ArrayList<>()).add(point));
    int same = 0;
    List<String> left = new ArrayList<>();
    try (JdkImage image = new JdkImage(jdk)) {
      for (Map.Entry<String, List<Point>> entry : byOwner.entrySet()) {
        byte[] original = image.javaBase(entry.getKey());
        if (compare(entry.getKey(), entry.getValue(), Treatment.CALLS, original)) {
          same++;
        } else {
          left.add(entry.getKey());
        }
      }
    }
    assertThat(same).isGreaterThanOrEqualTo(byOwner.size() - 1);
    // a result that is replaced
    assertThat(left).isSubsetOf("jdk/internal/foreign/abi/AbstractLinker");
  }

  /** Natives that become Java methods, under both treatments. */
  @ParameterizedTest
  @MethodSource("jdks")
  void nativesOfTheTable(Jdk jdk) throws IOException {
    int compared = 0;
    for (Treatment treatment : List.of(Treatment.RENAMED, Treatment.REPLACED)) {
      Map<String, List<Point>> byOwner = new LinkedHashMap<>();
      Points.of(jdk.feature()).stream()
          .filter(p -> p.substitute() != null && (treatment == Treatment.RENAMED || p.substitute() != Substitute.NONE))
          .forEach(p -> byOwner.computeIfAbsent(p.owner(), owner -> new ArrayList<>()).add(p));
      try (JdkImage image = new JdkImage(jdk)) {
        for (Map.Entry<String, List<Point>> entry : byOwner.entrySet()) {
          assertThat(compare(entry.getKey(), entry.getValue(), treatment, image.javaBase(entry.getKey()))).as(entry.getKey()).isTrue();
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(2);
  }

  /** Thousands of methods, with branches, switches, handlers and frames of all kinds around the sites. */
  @ParameterizedTest
  @MethodSource("jdks")
  void madeUpRowsInOtherClasses(Jdk jdk) throws IOException {
    int woven = 0;
    int left = 0;
    try (JdkImage image = new JdkImage(jdk)) {
      List<Path> some = image.classes().stream().filter(path -> path.startsWith("/modules/java.base/java/") || path.startsWith("/modules/java.base/sun/")).toList();
      for (int i = 0; i < some.size(); i += 5) {
        byte[] original = Files.readAllBytes(some.get(i));
        String name = new ClassReader(original).getClassName();
        if (compare(name, MadeUpPoints.of(name), Treatment.CALLS, original)) {
          woven++;
        } else {
          left++;
        }
      }
    }
    assertThat(woven).isGreaterThan(300);
    assertThat(left).as("what holds what is not simple").isLessThan(woven / 20);
  }

  /** Whether the class was woven; then it is compared. */
  private static boolean compare(String name, List<Point> rows, Treatment treatment, byte[] original) {
    Treatment[] treatments = new Treatment[rows.size()];
    Arrays.fill(treatments, treatment);
    DirectWeaver direct = new DirectWeaver(rows, treatments, HOOKS);
    byte[] mine = direct.weave(original);
    if (mine == null) {
      return false;
    }
    Weaver weaver = new Weaver(rows, treatments, HOOKS);
    byte[] theirs = weaver.weave(original);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(direct.found(row)).as(name + ": " + rows.get(row)).isEqualTo(weaver.found(row));
    }
    List<String> text = text(mine);
    List<String> expected = text(theirs);
    for (int i = 0; i < expected.size(); i++) {
      if (i >= text.size() || !expected.get(i).equals(text.get(i))) {
        assertThat(text.subList(Math.max(0, i - 30), Math.min(text.size(), i + 5))).as(name + " from line " + i)
            .isEqualTo(expected.subList(Math.max(0, i - 30), Math.min(expected.size(), i + 5)));
      }
    }
    assertThat(text).hasSameSizeAs(expected);
    return true;
  }

  /** The stack's size is the one thing that is not computed but taken to be enough: each is compared by itself. */
  private static List<String> text(byte[] classFile) {
    StringWriter text = new StringWriter();
    new ClassReader(classFile).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), ClassReader.EXPAND_FRAMES);
    return text.toString().lines().filter(line -> !line.contains("MAXSTACK")).toList();
  }
}
