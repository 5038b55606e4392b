package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.OrdinaryUser;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each reason why a command does not reach a process: one line, a status of its own, and the process goes on as if nothing had been. */
class RefusalsIT {
  private static final Jdk ASKING = Jdk.preferred(25);

  private static JvmBuilder program(Jdk jdk, String name, String... flags) {
    return CommandsIT.program(Programs.withoutAgent(jdk, "refusals/" + name), jdk).flags(flags);
  }

  private static void refused(int status, String pid, String... words) {
    for (String[] command : new String[][] {{"status", pid}, {"attach", pid}}) {
      AgentCommand refused = AgentCommand.run(ASKING, command).expect(status);
      assertThat(refused.out()).as(refused.toString()).isEmpty();
      assertThat(refused.err().lines()).as(refused.toString()).singleElement().asString().startsWith("pindown: ").contains(words);
    }
  }

  @Test
  void thereIsNoProcess() {
    refused(10, "4194305", "no process 4194305", "list"); // above the largest that Linux gives
  }

  @Test
  void whatIsNoJvmIsNotSignalled() throws Exception {
    Process sleeping = new ProcessBuilder("sleep", "600").start();
    try {
      refused(11, Long.toString(sleeping.pid()), "no JVM");
      assertThat(sleeping.isAlive()).isTrue();
    } finally {
      sleeping.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void attachingIsOff(Jdk jdk) throws IOException {
    try (ControlledJvm jvm = ControlledJvm.start(program(jdk, "no-attach", "-XX:+DisableAttachMechanism"))) {
      refused(13, jvm.pid(), "DisableAttachMechanism");
      jvm.go().expectExit(0);
    }
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aJvmThatWouldDieOfTheSignalIsNotSignalled(Jdk jdk) throws IOException {
    try (ControlledJvm jvm = ControlledJvm.start(program(jdk, "no-signals", "-Xrs"))) {
      refused(13, jvm.pid(), "-Xrs");
      jvm.go().expectExit(0);
    }
  }

  @Test
  void loadingIsOff() throws IOException {
    Jdk jdk = Jdk.preferred(25);
    JvmBuilder builder = program(jdk, "no-loading").withoutFlag("-XX:+EnableDynamicAgentLoading").flags("-XX:-EnableDynamicAgentLoading");
    try (ControlledJvm jvm = ControlledJvm.start(builder)) {
      refused(14, jvm.pid(), "EnableDynamicAgentLoading");
      jvm.go().expectExit(0);
    }
  }

  @Test
  void itIsStopped() throws IOException {
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "stopped"))) {
      jvm.signal("STOP");
      refused(15, jvm.pid(), "stopped", "kill -CONT " + jvm.pid());
      jvm.signal("CONT");
      AgentCommand.run(ASKING, "attach", jvm.pid()).expect(0);
      jvm.go().expectExit(0);
    }
  }

  /** The java that runs the command is a small one. */
  @Test
  void thereIsNoModuleToAttachBy() throws IOException {
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "no-module"))) {
      AgentCommand refused = AgentCommand.run(
          List.of(ASKING.tool("java").toString(), "--limit-modules", "java.instrument,java.logging"), Places.agentJar(), "status", jvm.pid());
      assertThat(refused.expect(18).err()).contains("jdk.attach", ASKING.home().toString());
      jvm.go().expectExit(0);
    }
  }

  @Test
  void itIsAnotherUsers() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can be two users");
    Path folder = Path.of("target", "it", "refusals", "other-user").toAbsolutePath();
    OrdinaryUser nobody = new OrdinaryUser(ASKING, 8 << 20);
    String obstacle = nobody.obstacle(folder, List.of(Places.agentJar(), ASKING.tool("java")));
    assumeTrue(obstacle == null, () -> "an ordinary user cannot run commands here: " + obstacle);
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "other-user"))) {
      AgentCommand refused = AgentCommand.run(nobody.jdk(), "status", jvm.pid()).expect(12);
      assertThat(refused.err()).contains("belongs to root", "run the command as root");
      assertThat(AgentCommand.run(nobody.jdk(), "list").expect(0).out()).doesNotContain(jvm.pid());
      jvm.go().expectExit(0);
    }
  }

  /** The process does not get to answer: the request is taken back, and is not done later either. */
  @Test
  void aRequestThatWasNotTakenIsNeverDone() throws Exception {
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "held"))) {
      AgentCommand.run(ASKING, "attach", jvm.pid()).expect(0);
      try (AutoCloseable held = jvm.hold()) {
        AgentCommand late = AgentCommand.run(ASKING, "mode", jvm.pid(), "off", "--timeout", "2").expect(16);
        assertThat(late.err()).contains("within 2 s", "taken back, nothing was done");
      }
      assertThat(AgentCommand.run(ASKING, "status", jvm.pid()).expect(0).out()).contains("mode      cache");
      jvm.go().expectExit(0);
    }
  }

  @Test
  void itDiesMeanwhile(@TempDir Path temporary) throws Exception {
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "killed"))) {
      AgentCommand.run(ASKING, "attach", jvm.pid()).expect(0);
      try (AutoCloseable held = jvm.hold()) {
        CompletableFuture<AgentCommand> asking = CompletableFuture.supplyAsync(() -> AgentCommand.run(
            List.of(ASKING.tool("java").toString(), "-Djava.io.tmpdir=" + temporary), Places.agentJar(), "flush", jvm.pid()));
        ControlledJvm.awaitRequest(temporary);
        jvm.signal("KILL");
        AgentCommand refused = asking.get(90, TimeUnit.SECONDS).expect(17);
        assertThat(refused.err()).contains("has ended");
        assertThat(temporary).isEmptyDirectory();
      }
    }
  }

  /** A jar of another version, and one of the same version and other content. */
  @Test
  void theAgentThereIsAnother() throws IOException {
    Path newer = jar("newer.jar", "9.9", null);
    Path other = jar("other.jar", null, "more");
    String program = ASKING.tool("java").toString();
    try (ControlledJvm jvm = ControlledJvm.start(program(ASKING, "other-agent"))) {
      AgentCommand.run(ASKING, "attach", jvm.pid()).expect(0);
      AgentCommand version = AgentCommand.run(List.of(program), newer, "mode", jvm.pid(), "off").expect(19);
      assertThat(version.err()).contains("version 9.9", "use java -jar " + Places.agentJar());
      AgentCommand content = AgentCommand.run(List.of(program), other, "mode", jvm.pid(), "off").expect(19);
      assertThat(content.err()).contains(other.toString(), "files that differ", "use java -jar " + Places.agentJar());
      Path same = Files.copy(Places.agentJar(), other.resolveSibling("same.jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(AgentCommand.run(List.of(program), same, "status", jvm.pid()).expect(0).out()).contains("mode      cache");
      jvm.go().expectExit(0);
    }
  }

  /** The agent's jar with another version, or with one more entry. */
  private static Path jar(String name, String version, String entry) throws IOException {
    Path made = Path.of("target", "it", name).toAbsolutePath();
    try (JarFile from = new JarFile(Places.agentJar().toFile()); OutputStream file = Files.newOutputStream(made)) {
      Manifest manifest = new Manifest(from.getManifest());
      if (version != null) {
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
      }
      try (JarOutputStream to = new JarOutputStream(file, manifest)) {
        to.setLevel(1);
        for (JarEntry each : from.stream().filter(e -> !e.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
          to.putNextEntry(new JarEntry(each.getName()));
          from.getInputStream(each).transferTo(to);
        }
        if (entry != null) {
          to.putNextEntry(new JarEntry(entry));
        }
      }
    }
    return made;
  }
}
