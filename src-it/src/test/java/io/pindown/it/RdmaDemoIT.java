package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code ./demo.sh rdma} does where there is no RDMA device: the demonstration in the guest, by hand; and what it says where it cannot. */
class RdmaDemoIT {
  private static final Path SCRIPT = Path.of("guest", "demo.sh").toAbsolutePath();
  private static final int FORBIDDEN = 3;
  private static final int WRONG_OPTIONS = 2;

  private final Path folder = Path.of("target", "it", "guest", "demo").toAbsolutePath();

  /** How a run ended. */
  private record Run(int status, String out, String err) {}

  @BeforeEach
  void theDemonstrationIsPackaged() throws IOException {
    Files.createDirectories(folder);
    boolean packaged = jar("demo-app") != null && jar("agent") != null;
    if (!packaged) {
      System.out.println("RdmaDemoIT: the demonstration is not packaged: mvn -pl demo-app,agent -am package -DskipTests");
    }
    Assumptions.assumeTrue(packaged, "the demonstration is not packaged");
  }

  @Test
  void blindIsStaleAndLeasedIsRightOverVerbs() throws Exception {
    GuestRequirement.check();
    boolean asked = Boolean.getBoolean("it.rdma.demo");
    if (!asked) {
      System.out.println("RdmaDemoIT: the demonstration itself takes a hundred seconds, with -Dit.rdma.demo=true");
    }
    Assumptions.assumeTrue(asked, "it takes a hundred seconds, with -Dit.rdma.demo=true");
    Path json = folder.resolve("findings.json");
    Run run = run(GuestRequirement.folder(), "rdma", "stale", "--quick", "--json", json.toString(), "--report=" + folder.resolve("page.html"));
    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out()).contains("by RDMA verbs", "As it should be.", "Report with pictures: " + folder.resolve("page.html"));
    // 3 kinds of memory, 3 buffers of each, 3 messages from each
    assertThat(Files.readString(json))
        .containsPattern("\"device\" : \"verbs\"")
        .containsPattern("(?s)\"blind\" : \\{\\s+\"messages\" : 27,\\s+\"wrong\" : 18,")
        .containsPattern("(?s)\"perSend\" : \\{\\s+\"messages\" : 27,\\s+\"wrong\" : 0,")
        .containsPattern("(?s)\"agent\" : \\{\\s+\"messages\" : 27,\\s+\"wrong\" : 0,.*\"hits\" : 18,\\s+\"misses\" : 9,\\s+\"oneUse\" : 0,\\s+\"invalidations\" : 9,");
    assertThat(folder.resolve("page.html")).content().contains("over RDMA verbs", "<svg");
  }

  /** A Debian without what the guest needs, and nowhere to put it. */
  @Test
  void whereNoGuestCanBeMadeItSaysWhatIsMissing() throws Exception {
    Run run = run(folder.resolve("with, comma"), "rdma");
    assertThat(run.status()).as(run.toString()).isEqualTo(FORBIDDEN);
    assertThat(run.err()).contains("has a space or a comma in it", "no guest to have one in");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anOptionWithoutItsFileIsNamed() throws Exception {
    GuestRequirement.check();
    Run run = run(GuestRequirement.folder(), "rdma", "--json");
    assertThat(run.status()).isEqualTo(WRONG_OPTIONS);
    assertThat(run.err()).contains("--json needs a file");
  }

  private Run run(Path guest, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(
        SCRIPT.toString(), Jdk.preferred(25).home().toString(), jar("agent").toString(), jar("demo-app").toString(), folder.toString()));
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PINDOWN_GUEST", guest.toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(900, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static Path jar(String module) throws IOException {
    Path target = Path.of("..", module, "target").toAbsolutePath().normalize();
    if (!Files.isDirectory(target)) {
      return null;
    }
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.getFileName().toString().matches("pindown-" + module + "-[0-9.]+(-SNAPSHOT)?\\.jar")).findFirst().orElse(null);
    }
  }
}
