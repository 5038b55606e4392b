package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pindown.it.app.ControlledApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Commands from outside for a process that has numbers and a temporary folder of its own, as in a container: by unshare and mount, for which the tests must run as root. */
class ContainerIT {
  private static final Jdk JDK = Jdk.preferred(25);
  private static final Path HERE = Path.of("").toAbsolutePath().getParent();

  /** A {@code java} that runs in new namespaces; where it runs, the project keeps its path, even below the temporary folder. */
  private static Jdk contained(Path folder) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    String mounts = "mount --bind " + HERE + " /mnt && mount -t tmpfs none /tmp && mkdir -p " + HERE + " && mount --bind /mnt " + HERE;
    String script = "#!/bin/sh\nexec unshare --pid --mount --fork --mount-proc sh -c '" + mounts + " && cd \"$0\" && exec \"$@\"' \"$PWD\" " + JDK.tool("java") + " \"$@\"\n";
    Path java = Files.writeString(bin.resolve("java"), script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.deleteIfExists(bin.resolve("jcmd"));
    Files.createSymbolicLink(bin.resolve("jcmd"), JDK.tool("jcmd"));
    return new Jdk(folder, JDK.feature());
  }

  private static String pid(ControlledJvm jvm) {
    return Long.toString(ProcessHandle.of(Long.parseLong(jvm.pid())).orElseThrow().children().findFirst().orElseThrow().pid());
  }

  @Test
  void commandsFromOutside() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can make namespaces");
    Path folder = Path.of("target", "it", "container").toAbsolutePath();
    Jdk contained = contained(folder);
    AgentCommand possible = AgentCommand.of(List.of(folder.resolve("bin/java").toString(), "-version"));
    assumeTrue(possible.status() == 0, () -> "no namespaces here: " + possible);
    JvmBuilder builder = CommandsIT.program(Programs.withoutAgent(JDK, "container/outside"), JDK);
    JvmBuilder inside = builder.with(contained);
    Path elsewhere = Files.createTempDirectory("pindown-it-");
    Path hidden = Files.copy(Places.agentJar(), elsewhere.resolve("pindown-agent.jar"), StandardCopyOption.REPLACE_EXISTING);
    try (ControlledJvm jvm = ControlledJvm.start(inside)) {
      String pid = pid(jvm);
      List<String> java = List.of(JDK.tool("java").toString());
      String listed = "(?m)^" + pid + " +25[^ ]* +none +" + ControlledApp.class.getName() + "$";
      Awaitility.await("its cache, once it has registered something").atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(AgentCommand.run(JDK, "list").expect(0).out()).containsPattern(listed));
      AgentCommand.run(java, hidden, "status", pid).expect(20);
      assertThat(AgentCommand.run(java, hidden, "attach", pid).expect(21).err()).contains("files of its own", hidden.toString());
      AgentCommand.run(JDK, "attach", pid).expect(0);
      jvm.awaitCached(pid, JDK, 20);
      assertThat(AgentCommand.run(java, hidden, "status", pid).expect(0).out()).contains("pid       1, JDK", "mode      cache", "20 live");
      assertThat(AgentCommand.run(JDK, "top", pid, "--count", "1").expect(0).out()).contains("controlled (CountingRegistrar)", "2.0 MiB");
      AgentCommand.run(java, hidden, "mode", pid, "off").expect(0);
      AgentCommand.run(JDK, "mode", pid, "cache").expect(0);
      jvm.awaitCached(pid, JDK, 20);
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).as(result.toString()).isEqualTo(Map.of("hits", "20", "invalidations", "1", "live", "19"));
    } finally {
      Files.delete(hidden);
      Files.delete(elsewhere);
    }
  }
}
