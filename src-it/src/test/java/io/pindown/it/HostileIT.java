package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import example.Hostage;
import io.pindown.it.app.HostileRegistrarApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that others wrote badly or mean ill, and code of others that the agent runs: the application does what it does without the agent, and one line on stderr says why
 * something of Pindown is not there.
 */
class HostileIT {
  private static final List<String> VERIFIED = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal");
  private static final String HEAD = "library x\nclass a.B\n";
  /** So many that its code is one byte short of what a method may have. */
  private static final int STATEMENTS = 16_383;

  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createDirectories(Path.of("target", "it", "hostile").toAbsolutePath());
  }

  private static Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path text(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    if (!Files.exists(pipe)) {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    }
    return pipe;
  }

  private static Path loop() throws IOException {
    Path loop = folder.resolve("loop");
    Files.deleteIfExists(loop);
    return Files.createSymbolicLink(loop, loop);
  }

  private static Path tenMegabytes() throws IOException {
    Path large = folder.resolve("ten-megabytes");
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength(10 << 20);
    }
    return large;
  }

  /** What the agent is told, and what its line must say. */
  private static Map<String, List<String>> refused() throws Exception {
    String escapes = "\u001b[2J\u001b]0;taken-over\u0007\r\u202e";
    Map<String, List<String>> all = new TreeMap<>();
    all.put("hooks=" + text("wildcard", "library x\nclass *\n"), List.of("line 2", "class '*'", "allowed"));
    all.put("hooks=" + text("jdk", "library x\nclass java.lang.Thread\nbefore stop(J)V freed 0\n"), List.of("'java.lang.Thread' is one of the JDK"));
    all.put("hooks=" + text("own", "library x\nclass io.pindown.agent.Premain\n"), List.of("or of Pindown"));
    all.put("hooks=" + text("escapes", HEAD + "before " + escapes.replace("\r", "") + "(J)V freed 0\n"), List.of("\\u001b[2J", "\\u202e"));
    all.put("hooks=" + text("long-word", HEAD + "before " + "x".repeat(1 << 19) + "\n"), List.of("(524288 characters)"));
    all.put("hooks=" + file("not-utf-8", new byte[] {'l', (byte) 0xff, (byte) 0xfe}), List.of("it is not UTF-8"));
    all.put("hooks=" + tenMegabytes(), List.of("more than 1048576 bytes"));
    all.put("hooks=" + pipe(), List.of("no regular file"));
    all.put("hooks=/dev/zero", List.of("no regular file"));
    all.put("hooks=" + loop(), List.of("loop"));
    all.put("config=" + pipe(), List.of("no regular file"));
    all.put("config=/dev/zero", List.of("no regular file"));
    all.put("config=" + text("cycle", "config=cycle\n"), List.of("a file cannot name another"));
    all.put("config=" + text("escapes.properties", "mode=" + escapes.replace("\u001b", "\\u001b")), List.of("\\u001b]0;taken-over", "allowed"));
    all.put("mode=" + escapes, List.of("\\u001b]0;taken-over", "observe, cache, verify, off"));
    return all;
  }

  @TestFactory
  Stream<DynamicTest> aFileThatIsRefusedChangesNothing() throws Exception {
    Map<Jdk, JvmResult> plain = new TreeMap<>((a, b) -> a.feature() - b.feature());
    List<DynamicTest> tests = new ArrayList<>();
    int number = 0;
    for (Map.Entry<String, List<String>> each : refused().entrySet()) {
      String name = "hostile/refused-" + number++;
      boolean everywhere = each.getKey().contains("pipe") || each.getKey().contains("zero");
      for (Jdk jdk : everywhere ? List.of(Jdk.preferred(17), Jdk.preferred(25)) : List.of(Jdk.preferred(25))) {
        tests.add(dynamicTest(jdk + " " + each.getKey().replaceAll("\\p{Cntrl}|\u202e", "?"), () -> {
          JvmResult without = plain.computeIfAbsent(jdk, of -> hostage(Programs.bare(of, "hostile/plain")));
          JvmResult with = hostage(Programs.bare(jdk, name).agent(Places.agentJar(), each.getKey()));
          String said = unharmed(without, with).get(0);
          assertThat(said).contains(each.getValue()).endsWith("the application starts without Pindown").hasSizeLessThan(2_500);
        }));
      }
    }
    return tests.stream();
  }

  private static JvmResult hostage(JvmBuilder builder, String... arguments) {
    return builder.flags(VERIFIED).main(Hostage.class.getName(), arguments).run(Programs.LIMIT).expectExit(0);
  }

  /** Both streams are the program's own, but for lines of Pindown's, at least one of them, which are returned. */
  private static List<String> unharmed(JvmResult without, JvmResult with) {
    assertThat(with.stdout()).isEqualTo(without.stdout());
    List<String> said = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String line : with.stderr().split("\n")) { // not by lines(): a carriage return would end one
      (line.startsWith("pindown: ") ? said : others).add(line);
    }
    assertThat(String.join("\n", others)).isEqualTo(without.stderr().strip());
    assertThat(said).as(with.toString()).isNotEmpty();
    assertThat(said).allSatisfy(line -> assertThat(line.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u202e')).as(line).isTrue());
    return said;
  }

  static Stream<Jdk> seventeenAndTwentyFive() {
    return Stream.of(Jdk.preferred(17), Jdk.preferred(25));
  }

  /** Rows that are allowed and false, for methods of all sorts, called with whatever numbers; one method has no room for more code. */
  @ParameterizedTest
  @MethodSource("seventeenAndTwentyFive")
  void aDescriptionThatIsAllowedAndFalseChangesNothing(Jdk jdk) throws IOException {
    Path huge = huge();
    JvmResult without = hostage(Programs.bare(jdk, "hostile/false-plain").classPath(huge), "example.Huge");
    JvmBuilder builder = Programs.bare(jdk, "hostile/false").classPath(huge).agent(Places.agentJar(), "hooks=" + Places.ofResource("/hostage.hooks"));
    JvmResult with = hostage(builder, "example.Huge");
    assertThat(without.stdout().lines()).last().isEqualTo(Long.toString(5 + STATEMENTS));
    List<String> said = unharmed(without, with);
    assertThat(said).as(with.toString()).hasSize(2);
    assertThat(said).anySatisfy(line -> assertThat(line).contains("library hostage", "no hook 'before main([Ljava/lang/String;J)V freed 1'"));
    assertThat(said).anySatisfy(line -> assertThat(line).contains("library huge", "registered for each use", "Method too large"));
  }

  /** {@code a += 1} as often as there is room for. */
  private static Path huge() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    char[] statements = new char[STATEMENTS];
    Arrays.fill(statements, '+');
    Path source = text("Huge.java", "package example; public final class Huge { public static long huge(long a) {" + new String(statements).replace("+", "a += 1L;\n") + "return a; } }");
    int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString());
    assertThat(result).isZero();
    return classes;
  }

  /** A registrar that throws all that can be thrown, from each of its methods, and one that does not come back. */
  @ParameterizedTest
  @MethodSource("seventeenAndTwentyFive")
  void aRegistrarThatFailsHarmsNobody(Jdk jdk) {
    JvmResult without = Programs.withoutAgent(jdk, "hostile/registrar-plain").flags(VERIFIED).main(HostileRegistrarApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    JvmResult with = Programs.withAgent(jdk, "hostile/registrar", "").flags(VERIFIED).main(HostileRegistrarApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(with.stdout()).isEqualTo(without.stdout());
    assertThat(with.stdout().lines()).hasSize(HostileRegistrarApp.LINES).last().isEqualTo("the end");
    assertThat(with.stdout()).doesNotContain("but");
    assertThat(with.artefact()).as(with.toString()).containsEntry("hung", "true").containsEntry("cached", "true");
    assertThat(without.artefact()).containsEntry("cached", "false");
    assertThat(with.stderr()).containsOnlyOnce("could not deregister");
  }
}
