package io.pindown.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.Jdk;
import io.pindown.agent.jvm.JdkImage;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Points;
import io.pindown.agent.point.Substitute;
import io.pindown.agent.point.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The table against the class files of each JDK on this machine. */
class PointsOnRealJdksTest {
  private static final String HOOKS = "java/lang/$PindownHooks";

  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachRowHasItsSites(Jdk jdk) throws IOException {
    Map<String, List<Point>> byOwner = new LinkedHashMap<>();
    Points.of(jdk.feature()).forEach(point -> byOwner.computeIfAbsent(point.owner(), owner -> new ArrayList<>()).add(point));
    try (JdkImage image = new JdkImage(jdk)) {
      for (Map.Entry<String, List<Point>> entry : byOwner.entrySet()) {
        byte[] original = image.javaBase(entry.getKey());
        assertThat(original).as(entry.getKey()).isNotNull();
        assertThat(new ClassReader(original).getAccess() & Opcodes.ACC_INTERFACE).as("among the loaded classes no interface is looked for").isZero();
        Weaver weaver = new Weaver(entry.getValue(), entry.getValue().stream().map(PointsOnRealJdksTest::loaded).toArray(Treatment[]::new), HOOKS);
        Map<String, Integer> hooks = callsOf(weaver.weave(original), HOOKS);
        Map<String, Integer> expected = new HashMap<>();
        for (int row = 0; row < entry.getValue().size(); row++) {
          Point point = entry.getValue().get(row);
          assertThat(weaver.found(row)).as(point.toString()).isEqualTo(point.sites());
          expect(point, expected);
        }
        assertThat(hooks).as(entry.getKey()).isEqualTo(expected);
      }
    }
  }

  /** How a row is put into a class that is loaded. */
  private static Treatment loaded(Point point) {
    return point.substitute() == Substitute.SET_LENGTH ? Treatment.REPLACED : Treatment.CALLS;
  }

  /** Each native of the table that can be renamed is: the hooks are in the method of its name, and its callers are as they were. */
  @ParameterizedTest
  @MethodSource("jdks")
  void nativesAreRenamed(Jdk jdk) throws IOException {
    for (Treatment treatment : List.of(Treatment.RENAMED, Treatment.REPLACED)) {
      Map<String, List<Point>> byOwner = new LinkedHashMap<>();
      Points.of(jdk.feature()).stream()
          .filter(p -> treatment == Treatment.RENAMED ? p.substitute() != null : p.substitute() != null && p.substitute() != Substitute.NONE)
          .forEach(p -> byOwner.computeIfAbsent(p.owner(), owner -> new ArrayList<>()).add(p));
      assertThat(byOwner).isNotEmpty();
      try (JdkImage image = new JdkImage(jdk)) {
        for (Map.Entry<String, List<Point>> entry : byOwner.entrySet()) {
          byte[] original = image.javaBase(entry.getKey());
          Treatment[] treatments = new Treatment[entry.getValue().size()];
          Arrays.fill(treatments, treatment);
          Weaver weaver = new Weaver(entry.getValue(), treatments, HOOKS);
          byte[] woven = weaver.weave(original);
          Map<String, Integer> before = methods(original);
          Map<String, Integer> expected = new LinkedHashMap<>(before);
          Map<String, Integer> hooks = new HashMap<>();
          for (int row = 0; row < treatments.length; row++) {
            Point point = entry.getValue().get(row);
            assertThat(weaver.found(row)).as(point.toString()).isEqualTo(point.isAtHome() ? 1 : 0);
            if (point.isAtHome()) {
              int access = before.get(point.method() + point.descriptor());
              assertThat(access & Opcodes.ACC_NATIVE).as(point.toString()).isNotZero();
              expected.put(point.method() + point.descriptor(), access & ~Opcodes.ACC_NATIVE);
              if (treatment == Treatment.RENAMED) {
                int hidden = access & ~(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED) | Opcodes.ACC_PRIVATE;
                expected.put(Weaver.PREFIX + point.method() + point.descriptor(), hidden);
              }
              count(point, 1, hooks);
            }
          }
          assertThat(methods(woven)).as(entry.getKey()).isEqualTo(expected);
          assertThat(callsOf(woven, HOOKS)).as(entry.getKey()).isEqualTo(hooks);
          assertThat(weaver.weave(original)).as("the same each time").isEqualTo(woven);
        }
      }
    }
  }

  private static Map<String, Integer> methods(byte[] classFile) {
    Map<String, Integer> methods = new LinkedHashMap<>();
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        methods.put(name + descriptor, access);
        return null;
      }
    }, 0);
    return methods;
  }

  private static void expect(Point point, Map<String, Integer> calls) {
    count(point, point.sites(), calls);
  }

  private static void count(Point point, int sites, Map<String, Integer> calls) {
    if (point.wrap().replacesResult()) {
      calls.merge("downcall", sites, Integer::sum);
    }
    if (point.wrap().before() != null) {
      calls.merge(point.wrap().before().hook(), sites, Integer::sum);
    }
    if (point.wrap().after() != null) {
      calls.merge(point.wrap().after().hook(), sites, Integer::sum);
    }
    if (point.wrap().onThrow() != null) {
      calls.merge(point.wrap().onThrow().hook(), sites, Integer::sum);
    }
  }

  /** No class of any module calls a native of the table outside the owners that the table names. */
  @ParameterizedTest
  @MethodSource("jdks")
  void noCallerIsMissing(Jdk jdk) throws IOException {
    List<Point> points = Points.of(jdk.feature());
    TreeSet<String> missing = new TreeSet<>();
    int classes = 0;
    try (JdkImage image = new JdkImage(jdk)) {
      for (Path path : image.classes()) {
        byte[] classFile = Files.readAllBytes(path);
        classes++;
        ClassReader reader = new ClassReader(classFile);
        List<Point> elsewhere = points.stream().filter(p -> !p.wrap().replacesResult() && !p.owner().equals(reader.getClassName())).toList();
        if (new SiteScan(reader, classFile, elsewhere).isEmpty()) {
          continue;
        }
        reader.accept(calls((method, owner, name, descriptor) -> {
          for (Point point : elsewhere) {
            boolean covered = points.stream().anyMatch(p -> p.owner().equals(reader.getClassName()) && p.matchesCall(owner, name, descriptor));
            if (point.matchesCall(owner, name, descriptor) && !covered) {
              missing.add(reader.getClassName() + "." + method + " calls " + point);
            }
          }
        }), 0);
      }
    }
    assertThat(classes).isGreaterThan(5_000);
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aMethodWithoutSitesKeepsItsCode(Jdk jdk) throws IOException {
    try (JdkImage image = new JdkImage(jdk)) {
      byte[] original = image.javaBase("jdk/internal/misc/Unsafe");
      byte[] woven = new Weaver(Points.of(jdk.feature()).stream().filter(p -> p.owner().endsWith("misc/Unsafe")).toList(), HOOKS).weave(original);
      Map<String, Integer> before = methodSizes(original);
      Map<String, Integer> after = methodSizes(woven);
      List<String> changed = before.keySet().stream().filter(method -> !before.get(method).equals(after.get(method))).sorted().toList();
      assertThat(after.keySet()).isEqualTo(before.keySet());
      assertThat(changed).containsExactly("allocateMemory(J)J", "freeMemory(J)V", "reallocateMemory(JJ)J");
    }
  }

  private static Map<String, Integer> callsOf(byte[] classFile, String ownerSought) {
    Map<String, Integer> calls = new HashMap<>();
    new ClassReader(classFile).accept(calls((method, owner, name, descriptor) -> {
      if (owner.equals(ownerSought)) {
        calls.merge(name, 1, Integer::sum);
      }
    }), 0);
    return calls;
  }

  private static Map<String, Integer> methodSizes(byte[] classFile) {
    Map<String, Integer> sizes = new HashMap<>();
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        String key = name + descriptor;
        sizes.put(key, 0);
        return new InstructionCounter(count -> sizes.put(key, count));
      }
    }, 0);
    return sizes;
  }

  private interface Call {
    void in(String method, String owner, String name, String descriptor);
  }

  private static ClassVisitor calls(Call call) {
    return new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitMethodInsn(int opcode, String owner, String name, String called, boolean isInterface) {
            call.in(method, owner, name, called);
          }
        };
      }
    };
  }
}
