package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that cannot be installed, or is told what it does not know: one line says so, and the application runs. */
class BrokenStartIT extends StartTests {
  /** A JVM ends whose agent throws at the start, so not even that a class of ours is missing may be thrown out of it. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anAgentOfWhichAClassIsMissingLetsTheApplicationStart(Jdk jdk, @TempDir Path folder) throws Exception {
    Path each = without("META-INF/pindown/hook-PindownHooks", without(StartArchive.AGENT, without(StartArchive.CORE, folder), folder), folder);
    for (String missing : List.of("Installation", "AgentOptions", "HeadStart", "Installer", "hook/PindownHooks")) {
      Result result = hello(ForkedJvm.of(jdk).options("-javaagent:" + without("io/pindown/agent/" + missing + ".class", each, folder)));
      assertMissing(missing.substring(missing.indexOf('/') + 1), result);
    }
  }

  /** With options there is one class more, and what an agent before was told about its own lines does not hold for this one. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whatCannotBeInstalledSaysSoWhateverWasSaidBefore(Jdk jdk, @TempDir Path folder) throws Exception {
    Path each = without(StartArchive.AGENT, without(StartArchive.CORE, folder), folder);
    for (String early : List.of("HeadStart", "Installer")) { // before it is known which options hold, and after
      Path broken = without("io/pindown/agent/" + early + ".class", each, folder);
      assertMissing(early, hello(ForkedJvm.of(jdk).options("-javaagent:" + broken + "=mode=off,log=off", "-javaagent:" + broken)));
    }
    assertMissing("OptionSources", hello(ForkedJvm.of(jdk).options("-javaagent:" + without("io/pindown/agent/OptionSources.class", each, folder) + "=mode=cache")));
    Result quiet = hello(ForkedJvm.of(jdk).options("-javaagent:" + ForkedJvm.agentJar() + "=mode=off,log=debug", "-javaagent:" + ForkedJvm.agentJar()));
    assertThat(quiet.err().lines()).as(quiet.describe()).containsExactly("pindown: mode=off, nothing is changed");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aJarWhoseCommandsAreDamagedSaysSoAndWorksAsAnAgent(Jdk jdk, @TempDir Path folder) throws Exception {
    String archive = "META-INF/pindown/commands.zip";
    Path damaged = Files.copy(ForkedJvm.agentJar(), folder.resolve("damaged.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(damaged)) {
      Files.write(jar.getPath(archive), Arrays.copyOf(Files.readAllBytes(jar.getPath(archive)), 5_000));
    }
    for (Path broken : List.of(damaged, without(archive, folder))) {
      Result command = ForkedJvm.of(jdk).run("-jar", broken.toString(), "version");
      assertThat(command.exit()).as(command.describe()).isEqualTo(1);
      assertThat(command.out()).as(command.describe()).isEmpty();
      assertThat(command.err().lines()).as(command.describe()).singleElement().asString().startsWith("pindown: the commands in the agent's jar are damaged or missing");
      Result agent = hello(ForkedJvm.of(jdk).options("-javaagent:" + broken));
      assertThat(agent.out()).as(agent.describe()).isEqualTo("hello\n");
      assertThat(agent.err()).isEmpty();
    }
  }

  private static void assertMissing(String name, Result result) {
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.err().lines()).as(result.describe()).hasSize(1).allMatch(line -> line.startsWith("pindown: ") && line.contains(name));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aBadOptionIsNamedAndTheApplicationRuns(Jdk jdk) throws Exception {
    Result argument = hello(ForkedJvm.of(jdk).agent("mode=on"));
    assertOneLine(argument, "mode=on", "cache, verify, off");
    Result property = hello(ForkedJvm.of(jdk).options("-Dpindown.sizes=1").agent(""));
    assertOneLine(property, "sizes", "max-bytes");
    Result variable = hello(ForkedJvm.of(jdk).environment("PINDOWN_OPTIONS", "log").agent(""));
    assertOneLine(variable, "PINDOWN_OPTIONS", "key=value");
  }

  private static void assertOneLine(Result result, String named, String allowed) {
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.exit()).isZero();
    assertThat(result.err().lines().toList()).as(result.describe()).singleElement().asString().contains(named).contains(allowed).contains("without Pindown");
  }
}
