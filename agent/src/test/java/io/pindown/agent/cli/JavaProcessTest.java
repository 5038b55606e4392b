package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.counters.CountersLayout;
import io.pindown.counters.ProcessIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is seen of a JVM from outside, of one that is none. */
@Timeout(60)
class JavaProcessTest {
  @TempDir private Path home;

  private StandInJvm jvm(String... words) throws IOException {
    return new StandInJvm(home, "", Map.of(), words);
  }

  private String mainClass(String... words) throws Exception {
    try (StandInJvm jvm = jvm(words)) {
      return jvm.seen().mainClass();
    }
  }

  @Test
  void whatRunsIsBehindTheOptions() throws Exception {
    assertThat(mainClass("java", "-cp", "a.jar:b.jar", "-Xmx1g", "--add-opens", "a/b=c", "@file", "com.example.Main", "argument")).isEqualTo("com.example.Main");
    assertThat(mainClass("/opt/jdk/bin/java", "-Xmx1g", "-jar", "/srv/app.jar")).isEqualTo("app.jar");
    assertThat(mainClass("java", "-m", "module/com.example.Main")).isEqualTo("module/com.example.Main");
    assertThat(mainClass("/usr/bin/program", "argument")).as("starts the JVM itself").isEqualTo("program");
  }

  @Test
  void theLastFlagWins() throws Exception {
    String[] words = {"java", "-XX:+Flag", "-XX:-Flag", "-Xmx1g", "Main", "-XX:+Flag"};
    try (StandInJvm jvm = jvm(words)) {
      assertThat(jvm.seen().flag("Flag", true)).as("what is behind the main class is the program's").isFalse();
      assertThat(jvm.seen().flag("Other", true)).isTrue();
      assertThat(jvm.seen().flag("Other", false)).isFalse();
    }
    try (StandInJvm jvm = new StandInJvm(home, "", Map.of("JAVA_TOOL_OPTIONS", "-XX:+Flag -XX:+Other"), words)) {
      assertThat(jvm.seen().flag("Flag", true)).as("the command line comes after the variable").isFalse();
      assertThat(jvm.seen().flag("Other", false)).isTrue();
      assertThat(jvm.seen().files().environment("JAVA_TOOL")).as("a variable of another name").isEmpty();
    }
    try (StandInJvm jvm = new StandInJvm(home, "", Map.of("_JAVA_OPTIONS", "-XX:+Flag"), words)) {
      assertThat(jvm.seen().flag("Flag", false)).as("before this one").isTrue();
    }
  }

  @Test
  void theJdkIsTheOneThatIsMappedAlsoIfItsFilesWereReplaced() throws Exception {
    try (StandInJvm jvm = jvm("java", "Main")) {
      assertThat(jvm.seen().jdk()).isEqualTo("?");
      Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.99\"\n");
      assertThat(jvm.seen().jdk()).isEqualTo("21.0.99");
      Files.delete(StandInJvm.library(home));
      assertThat(jvm.seen().files().library()).isEqualTo(StandInJvm.library(home));
      assertThat(jvm.seen().jdk()).isEqualTo("21.0.99");
    }
  }

  @Test
  void limitsAndSizesAreInBytes() throws Exception {
    try (StandInJvm jvm = new StandInJvm(home, "ulimit -S -l 8;", Map.of(), "java", "Main")) {
      ProcessFiles files = jvm.seen().files();
      assertThat(files.memlock()).as("the soft one").isEqualTo(8192);
      String stack = files.status("VmStk");
      assertThat(stack).endsWith(" kB");
      assertThat(files.bytes("VmStk")).isPositive().isEqualTo(1024 * Long.parseLong(stack.replace(" kB", "")));
      assertThat(files.bytes("State")).isZero();
    }
  }

  @Test
  void whoCatchesSigquitIsKnown() throws Exception {
    try (StandInJvm jvm = jvm("java", "Main")) {
      jvm.run("trap : ILL");
      assertThat(jvm.seen().files().catchesQuit()).isFalse();
      jvm.run("trap - ILL; trap : QUIT");
      assertThat(jvm.seen().files().catchesQuit()).isTrue();
    }
  }

  @Test
  void allAreInTheOrderOfTheirNumbersWithoutThisOne() throws Exception {
    try (StandInJvm one = jvm("java", "One"); StandInJvm other = jvm("java", "Other")) {
      assertThat(JavaProcess.all()).extracting(JavaProcess::pid).contains(one.pid(), other.pid()).doesNotContain(ProcessHandle.current().pid()).isSorted();
    }
  }

  private Path jar(String name, String agent) throws IOException {
    Path jar = home.resolve(name);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", agent);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private static String listed(StandInJvm jvm) {
    StringWriter out = new StringWriter();
    assertThat(new CommandLine(new ListCommand()).setOut(new PrintWriter(out)).execute()).isZero();
    return out.toString().lines().filter(line -> line.startsWith(jvm.pid() + " ")).findFirst().orElseThrow().replaceAll(" +", " ");
  }

  @Test
  void ourAgentIsKnownByItsJarAmongOthers() throws Exception {
    Path ours = jar("renamed.jar", "io.pindown.agent.Premain");
    Path other = jar("other.jar", "com.example.Premain");
    try (StandInJvm jvm = jvm("java", "-javaagent:" + other + "=x", "-javaagent:" + ours + "=mode=cache,log=info", "Main")) {
      assertThat(jvm.seen().agentOptions()).isEqualTo("mode=cache,log=info");
      assertThat(listed(jvm)).isEqualTo(jvm.pid() + " ? started Main");
    }
    try (StandInJvm jvm = jvm("java", "-javaagent:" + ours, "Main")) {
      assertThat(jvm.seen().agentOptions()).isEmpty();
    }
    try (StandInJvm jvm = jvm("java", "-javaagent:" + other, "Main", "-javaagent:" + ours)) {
      assertThat(jvm.seen().agentOptions()).isNull();
      assertThat(listed(jvm)).isEqualTo(jvm.pid() + " ? - Main");
    }
  }

  /** A counters file without counters. */
  private void counters(StandInJvm jvm, String suffix, long start, long time) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CountersLayout.size(1)).order(ByteOrder.nativeOrder());
    bytes.putLong(0, CountersLayout.MAGIC).putInt(8, CountersLayout.VERSION).putInt(CountersLayout.COUNTERS_OFFSET, 1);
    bytes.putLong(CountersLayout.PID_OFFSET, jvm.pid()).putLong(CountersLayout.START_OFFSET, start).putLong(CountersLayout.TIME_OFFSET, time);
    Files.write(Files.createDirectories(home.resolve("pindown-0")).resolve(jvm.pid() + suffix + ".counters"), bytes.array());
  }

  @Test
  void countersOfAnEarlierProcessWithThatNumberAreNotItsOwn() throws Exception {
    try (StandInJvm jvm = jvm("java", "-Djava.io.tmpdir=" + home, "Main")) {
      long start = ProcessIdentity.start(Path.of("/proc", Long.toString(jvm.pid())));
      counters(jvm, "", start - 1, 9);
      assertThat(LiveCounters.ifAny(jvm.seen())).isNull();
      assertThat(listed(jvm)).isEqualTo(jvm.pid() + " ? - Main");
      counters(jvm, "-1", start, 5);
      counters(jvm, "-2", start, 3);
      assertThat(LiveCounters.of(jvm.seen()).read()).isEqualTo(new LiveCounters.Snapshot(5, List.of()));
      assertThat(listed(jvm)).isEqualTo(jvm.pid() + " ? none Main");
    }
  }
}
