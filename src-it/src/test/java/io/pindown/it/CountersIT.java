package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ControlledApp;
import io.pindown.it.app.CountersReadingApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counters file and who reads it: Agrona's reader, list, top. */
class CountersIT {
  private static final String MODE = "mode: 0 none, 1 off, 2 observe, 3 cache, 4 verify";
  private static final String CACHE = "controlled (CountingRegistrar): ";

  private static Path temporary(String name, Jdk jdk) throws IOException {
    return Files.createDirectories(Path.of("target", "it", "counters-tmp", name, jdk.toString()).toAbsolutePath());
  }

  private static Path only(Path temporary) throws IOException {
    try (Stream<Path> folders = Files.list(temporary)) {
      Path folder = folders.filter(path -> path.getFileName().toString().startsWith("pindown-")).findFirst().orElseThrow();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> all = files.toList();
        assertThat(all).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0)))).isEqualTo("rw-------");
        return all.get(0);
      }
    }
  }

  private static ControlledJvm start(String name, Jdk jdk, Path temporary) throws IOException {
    ControlledJvm jvm = ControlledJvm.start(CommandsIT.program(Programs.withAgent(jdk, "counters/" + name, ""), jdk).flags("-Djava.io.tmpdir=" + temporary));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> AgentCommand.run(jdk, "top", jvm.pid(), "--count", "1").out().contains(" 2.0 MiB "));
    return jvm;
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void agronasReaderReadsIt(Jdk jdk) throws IOException {
    Path temporary = temporary("agrona", jdk);
    try (ControlledJvm jvm = start("agrona", jdk, temporary)) {
      Path file = only(temporary);
      assertThat(file.getFileName()).hasToString(jvm.pid() + ".counters");
      JvmResult read = Programs.withoutAgent(jdk, "counters/reader").flags("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED")
          .main(CountersReadingApp.class.getName(), file.toString()).run(Programs.LIMIT).expectExit(0);
      Map<String, String> counters = read.artefact();
      assertThat(counters).as(read.toString()).containsEntry(MODE, "3").containsEntry(MODE + ", type", "1").containsEntry(MODE + ", key", "1 0")
          .containsEntry(CACHE + "live registrations", "20").containsEntry(CACHE + "live registrations, type", "2")
          .containsEntry(CACHE + "live registrations, key", "1 0").containsEntry(CACHE + "misses", "20").containsEntry(CACHE + "misses, key", "1 6")
          .containsEntry(CACHE + "changed", "0").containsEntry(CACHE + "most registrations", "1048576");
      assertThat(Long.parseLong(counters.get(CACHE + "front hits"))).isPositive();
      assertThat(counters.keySet().stream().filter(key -> key.startsWith(MODE) || key.startsWith(CACHE))).hasSize(3 * 20); // and places in the code, from the second second on
      assertThat(counters).containsEntry(CACHE + "bytes that would be pinned", "0").containsEntry(CACHE + "dirty", "0");
      jvm.go().expectExit(0);
      assertThat(file).doesNotExist();
    }
  }

  /** What a killed process has left goes with the next one's coming. */
  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Jdk jdk = Jdk.preferred(25);
    Path temporary = temporary("killed", jdk);
    Path left;
    try (ControlledJvm jvm = start("killed", jdk, temporary)) {
      left = only(temporary);
    } // which kills it
    assertThat(left).exists();
    try (ControlledJvm jvm = start("killed-next", jdk, temporary)) {
      assertThat(only(temporary).getFileName()).hasToString(jvm.pid() + ".counters");
      assertThat(left).doesNotExist();
    }
  }

  /** Somebody else's folder is not used: no file, and the program is none the worse. */
  @Test
  void aFolderThatIsOpenToOthersIsRefused() throws IOException {
    Jdk jdk = Jdk.preferred(25);
    Path temporary = temporary("open", jdk);
    Path folder = temporary.resolve("pindown-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (ControlledJvm jvm = ControlledJvm.start(CommandsIT.program(Programs.withAgent(jdk, "counters/open", ""), jdk).flags("-Djava.io.tmpdir=" + temporary))) {
      jvm.awaitCached(jdk, 20);
      assertThat(AgentCommand.run(jdk, "top", jvm.pid()).expect(20).err()).contains("no counters file");
      JvmResult result = jvm.go().expectExit(0);
      assertThat(result.artefact()).containsEntry("hits", "20");
      assertThat(result.stderr()).contains("there is no counters file", "mode 0700");
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** Into a pipe: whole blocks, and no escape sequence. */
  @Test
  void topPrintsLinesIntoAPipe() throws IOException {
    Jdk jdk = Jdk.preferred(25);
    try (ControlledJvm jvm = start("pipe", jdk, temporary("pipe", jdk))) {
      AgentCommand top = AgentCommand.run(jdk, "top", jvm.pid(), "--interval", "1", "--count", "4").expect(0);
      assertThat(top.out()).doesNotContain("\033");
      assertThat(top.out().lines().filter(line -> line.startsWith("pindown  pid " + jvm.pid() + "  " + ControlledApp.class.getName() + "  mode cache"))).hasSize(4);
      List<String> rows = top.out().lines().filter(line -> line.startsWith("controlled (CountingRegistrar) ")).toList();
      assertThat(rows).hasSize(4).allMatch(row -> row.matches(".* +\\d+(\\.\\d)? +\\d+\\.\\d% +0\\.0 +0\\.0 +0\\.0 +2\\.0 MiB +\\S+ \\S+ +0 +0"));
      assertThat(rows).anyMatch(row -> !row.split(" +")[2].equals("0.0")); // acquires a second
      assertThat(top.out()).contains("RLIMIT_MEMLOCK", " OF ", " DIRTY ").doesNotContain("would be pinned");
      // by place, without observing: each of the 20 buffers was registered once, and where it is used that is
      assertThat(top.out().lines()).contains("REGISTRATIONS BY PLACE IN THE CODE").anyMatch(line -> line.matches(" +20  io\\.pindown\\.it\\.app\\.ControlledApp\\.use:\\d+ uses"));
      assertThat(AgentCommand.run(jdk, "top", jvm.pid(), "--interval", "0").expect(2).err()).contains("0.1 to 3600");
    }
  }

  /** On a terminal: in place, with the cursor hidden and shown again; and it ends with the process. */
  @Test
  void topRedrawsOnATerminalAndEndsWithTheProcess() throws Exception {
    Jdk jdk = Jdk.preferred(25);
    try (ControlledJvm jvm = start("terminal", jdk, temporary("terminal", jdk))) {
      Path typescript = Files.createTempFile("top", ".txt");
      String command = jdk.tool("java") + " -jar " + io.pindown.it.jvm.Places.agentJar() + " top " + jvm.pid() + " --interval 0.2";
      ProcessBuilder script = new ProcessBuilder("script", "-q", "-f", "-e", "-c", command, typescript.toString()).redirectErrorStream(true);
      script.environment().put("TERM", "xterm");
      Process top = script.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      try {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(typescript).split("\033\\[H", -1).length > 3);
        jvm.go().expectExit(0);
        assertThat(top.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(top.exitValue()).isZero();
        String screen = Files.readString(typescript);
        assertThat(screen).contains("\033[?25l\033[2J\033[Hpindown  pid " + jvm.pid()).contains("\033[K").contains("\033[J")
            .contains("process " + jvm.pid() + " has ended").contains("\033[?25h");
        assertThat(screen.lastIndexOf("\033[?25h")).isGreaterThan(screen.lastIndexOf("\033[H"));
      } finally {
        top.descendants().forEach(ProcessHandle::destroyForcibly);
        top.destroyForcibly();
        Files.delete(typescript);
      }
    }
  }
}
