package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.ffi.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when the process may open no more files; in a process of its own, whose limit the shell lowers. */
class DescriptorLimitTest {
  private static final int LIMIT = 150;

  @TempDir Path directory;

  @Test
  void theRefusalNamesTheLimitAndLeavesNothingBehind() throws Exception {
    Path output = directory.resolve("output.txt");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // the JVM would raise its limit to the hard one
    List<String> command =
        List.of("sh", "-c", "ulimit -n " + LIMIT + " && exec \"$@\"", "sh", java.toString(), "-XX:-MaxFDLimit",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), ManyDescriptors.class.getName(), "2000");
    Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!child.waitFor(60, TimeUnit.SECONDS)) {
      child.destroyForcibly().waitFor();
    }
    List<String> said = Files.readAllLines(output);
    assertThat(child.exitValue()).as(String.join("\n", said)).isZero();
    assertThat(Integer.parseInt(said.get(0).substring("opened ".length()))).isBetween(50, LIMIT);
    assertThat(said.get(1)).isEqualTo("errno " + Errno.EMFILE);
    assertThat(said.get(2)).startsWith("eventfd: EMFILE").contains("RLIMIT_NOFILE allows, which is " + LIMIT).contains("ulimit -n");
  }
}
