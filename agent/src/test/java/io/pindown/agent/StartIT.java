package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged agent in real JVMs: start, silence, events, what it proves, what an attach cannot know. */
class StartIT extends StartTests {
  @ParameterizedTest
  @MethodSource("jdks")
  void startsSilently(Jdk jdk) throws Exception {
    Result without = hello(ForkedJvm.of(jdk));
    Result with = hello(ForkedJvm.of(jdk).agent("").options(VERIFY));
    assertThat(without.out()).isEqualTo("hello\n");
    assertThat(with.out()).as(with.describe()).isEqualTo(without.out());
    assertThat(with.err()).as(with.describe()).isEqualTo(without.err()).isEmpty();
    assertThat(with.exit()).isZero();
  }

  /** The JDK's own cleaner thread runs as soon as a jar is opened. */
  @ParameterizedTest
  @MethodSource("jdks")
  void noThreadIsStarted(Jdk jdk) throws Exception {
    Set<String> without = ForkedJvm.of(jdk).run(app("Threads")).out().lines().collect(Collectors.toSet());
    Result with = ForkedJvm.of(jdk).agent("").run(app("Threads"));
    assertThat(without).contains("main");
    assertThat(with.out().lines().filter(name -> !name.equals("Common-Cleaner"))).as(with.describe()).isNotEmpty().isSubsetOf(without);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachHookFires(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).agent("log=info").options(VERIFY).run(app("Events"));
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).isEqualTo("all events seen\n");
    assertThat(result.err()).contains("pindown: installed");
  }

  /** The same program without the agent cannot find the hooks: it does fail when it should. */
  @Test
  void withoutTheAgentTheProgramFails() throws Exception {
    Result result = ForkedJvm.of(Jdk.all().get(0)).run(app("Events"));
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("ClassNotFoundException: java/lang/$PindownHooks");
  }

  @ParameterizedTest
  @MethodSource("jdksWithFfm")
  void linkedFunctionsAndArenasFire(Jdk jdk) throws Exception {
    ForkedJvm jvm = ForkedJvm.of(jdk).agent("").options(VERIFY);
    if (jdk.feature() == 21) {
      jvm.options("--enable-preview", "--source", "21");
    }
    Result result = jvm.run(app("NativeEvents"));
    assertThat(result.out()).as(result.describe()).isEqualTo("all events seen\n");
    assertThat(result.exit()).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void checkProvesAllThatIsExpected(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).options(VERIFY).run("-jar", ForkedJvm.agentJar().toString(), "check");
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().filter(line -> line.endsWith(": covered")).count()).isEqualTo(jdk.feature() < 20 ? 9 : 11);
  }

  /** The thread that asks first is the application's: whatever state it is in, all is proven, and no file of the proofs stays. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anInterruptedThreadProvesAllAndLeavesNoFile(Jdk jdk, @TempDir Path folder) throws Exception {
    ForkedJvm jvm = ForkedJvm.of(jdk).agent("").options("-Djava.io.tmpdir=" + folder);
    Result result = jvm.run(app("InterruptedProof"));
    assertThat(result.out()).as(result.describe()).isEqualTo("proven, and interrupted still\nproven again, and interrupted still\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aGapIsNamedAndFailsTheCheck() throws Exception {
    Result result = ForkedJvm.of(Jdk.all().get(0)).options("-Djava.io.tmpdir=/nowhere").run("-jar", ForkedJvm.agentJar().toString(), "check");
    assertThat(result.exit()).as(result.describe()).isEqualTo(1);
    assertThat(result.out()).contains("MAP: NOT COVERED", "ALLOCATE: covered");
    assertThat(result.err()).contains("pindown: MAP is not covered").contains("/nowhere");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void switchedOffItLeavesTheJvmAlone(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).agent("mode=off").run(app("Events"));
    assertThat(result.exit()).as(result.describe()).isEqualTo(1);
    assertThat(result.err()).contains("ClassNotFoundException: java/lang/$PindownHooks");
  }

  /** A handle of free from before the attach is not wrapped, and nobody knows what it will free: so no block is relied on. */
  @ParameterizedTest
  @MethodSource("jdksWithFfm")
  void whatAnOlderHandleMayFreeIsNotKnown(Jdk jdk) throws Exception {
    String jar = ForkedJvm.agentJar().toString();
    String[] flags = jdk.feature() < 22
        ? new String[] {"-Djdk.attach.allowAttachSelf=true", "--enable-native-access=ALL-UNNAMED", "--enable-preview", "--source", "21"}
        : new String[] {"-Djdk.attach.allowAttachSelf=true", "--enable-native-access=ALL-UNNAMED"};
    Result older = ForkedJvm.of(jdk).options(flags).run(app("LinkedBefore"), jar, "before");
    assertThat(older.out()).as(older.describe()).isEqualTo("malloc [] forgotten\nrealloc [reallocating, reallocated] forgotten\nfree []\nmmap [unmapped]\n");
    Result younger = ForkedJvm.of(jdk).options(flags).run(app("LinkedBefore"), jar, "after");
    assertThat(younger.out()).as(younger.describe())
        .isEqualTo("malloc [allocated]\nrealloc [reallocating, reallocated]\nfree [freed]\nmmap [mapped]\n");
  }
}
