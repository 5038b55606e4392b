package io.pindown.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress tests, briefly: each of the shipped classes' must pass, and the weakened twin's forbidden outcome must be seen, since
 * otherwise the run would have been too short to prove anything. docs/memory-ordering.md has the command of a long run.
 */
class JcstressIT {
  private static final Path LOG = Path.of("target", "jcstress.log").toAbsolutePath();
  private static final Pattern CAUGHT = Pattern.compile("false, false +([0-9,]+) .*Interesting");

  @Test
  void shippedClassesPassAndTheTwinIsCaught() throws IOException, InterruptedException {
    Path results = Files.createDirectories(Path.of("target", "jcstress")).toAbsolutePath();
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", Path.of("target", "pindown-bench.jar").toAbsolutePath().toString(),
                "org.openjdk.jcstress.Main",
                "-t", "io.pindown", "-f", "1", "-fsm", "1", "-iters", "1", "-time", "300", "-sc", "false", "-v", "-r", results.toString())
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile())
            .start();
    try {
      assertThat(run.waitFor(8, TimeUnit.MINUTES)).as("finished in time, see %s", LOG).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    String log = Files.readString(LOG);
    assertThat(run.exitValue()).as(log).isZero();
    assertThat(log).doesNotContain("[FAILED]").doesNotContain("[ERROR]");
    for (String test :
        new String[] {
          "cache.LeaseAgainstRetire", "cache.ReleaseAgainstRetire", "registry.BeginAgainstArm", "registry.DrainAgainstMark",
          "registry.RearmAgainstMark", "registry.BeginAgainstArmUnfenced"
        }) {
      assertThat(log).contains("[OK] io.pindown." + test);
    }
    assertThat(caught(log)).as("forbidden outcomes of the weakened twin").isPositive();
  }

  private static long caught(String log) {
    long sum = 0;
    for (Matcher m = CAUGHT.matcher(log); m.find(); ) {
      sum += Long.parseLong(m.group(1).replace(",", ""));
    }
    return sum;
  }
}
