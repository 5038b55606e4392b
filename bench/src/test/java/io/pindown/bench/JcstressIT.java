package io.pindown.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress tests, briefly: each of the shipped classes' must pass, and each weakened twin's forbidden outcome must be seen, since
 * otherwise the run would have been too short to prove anything. A twin that is not caught at once is run again, for longer: on a busy
 * machine two threads seldom meet.
 *
 * <p>{@code -Dpindown.jcstress.millis} is how long each test runs, 300 if not given. With {@code -Dpindown.jcstress.modes=all} each runs in
 * every mode of the compilers that jcstress knows; else as the JVM compiles by itself. docs/memory-ordering.md has the command of a long
 * run.
 */
class JcstressIT {
  private static final String TWIN = "Weakened";
  private static final String RUNNER = "_jcstress.class";
  private static final int MILLIS = Integer.getInteger("pindown.jcstress.millis", 300);
  private static final boolean ALL_MODES = "all".equals(System.getProperty("pindown.jcstress.modes"));
  private static final int LONGER = 10;
  private static final int MOST_MINUTES = 5 + MILLIS / 1000 * 10;
  private static final Pattern VERDICT = Pattern.compile("^\\.+ \\[([A-Z ]+)\\] (io\\.pindown\\.[\\w.]+)$");
  private static final Pattern INTERESTING = Pattern.compile(" ([0-9,]+) +<?[0-9.]+% +Interesting ");

  /** What must be there; each has a test and a twin. */
  private static final List<String> SCENARIOS =
      List.of(
          "cache.HitAgainstFree", "cache.HitAgainstReallocation", "cache.RegisterAgainstFree", "cache.TwoMisses",
          "cache.ReleaseAgainstInvalidate", "registry.DrainAgainstEvent", "registry.OldHandleAgainstReuse",
          "registry.UnwatchAgainstEvent", "cache.CloseAgainstEverything", "registry.CloseAgainstEverything",
          "registry.DoubtAgainstHit", "registry.DoubtAgainstSettle", "registry.AdoptAgainstFree", "registry.AdoptAgainstAcquire",
          "cache.ReviveAgainstKernelEvent", "cache.ReviveAgainstAsking", "cache.TwoRevivals", "cache.KeepAgainstRetire");

  /** One test's outcome in a run's log. */
  private record Outcome(String verdict, long interesting) {}

  @Test
  void shippedClassesPassAndEachTwinIsCaught() throws IOException, InterruptedException {
    List<String> tests = tests();
    assertThat(tests).containsAll(SCENARIOS.stream().flatMap(s -> Stream.of("io.pindown." + s, "io.pindown." + s + TWIN)).toList());

    Map<String, Outcome> outcomes = run("brief", tests, MILLIS);
    Map<String, String> verdicts = new TreeMap<>();
    outcomes.forEach((test, outcome) -> verdicts.put(test, outcome.verdict));
    assertThat(verdicts).containsOnlyKeys(tests).allSatisfy((test, verdict) -> assertThat(verdict).as(test).isEqualTo("OK"));

    List<String> uncaught = uncaught(tests, outcomes);
    if (!uncaught.isEmpty()) {
      System.out.println("not caught in " + MILLIS + " ms, so run for " + LONGER + " times as long: " + uncaught);
      assertThat(uncaught(uncaught, run("longer", uncaught, MILLIS * LONGER))).as("twins that were not caught").isEmpty();
    }
  }

  private static List<String> uncaught(Collection<String> tests, Map<String, Outcome> outcomes) {
    return tests.stream().filter(test -> test.endsWith(TWIN) && outcomes.get(test).interesting == 0).toList();
  }

  /** All tests: what jcstress's annotation processor has made a runner for. */
  private static List<String> tests() throws IOException {
    Path classes = Path.of("target", "classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString().replace(File.separatorChar, '.'))
          .filter(file -> file.startsWith("io.pindown.") && file.endsWith(RUNNER))
          .map(file -> file.substring(0, file.length() - RUNNER.length()))
          .sorted()
          .toList();
    }
  }

  private static Map<String, Outcome> run(String name, List<String> tests, int millis) throws IOException, InterruptedException {
    Path log = Path.of("target", "jcstress-" + name + ".log").toAbsolutePath();
    Path results = Files.createDirectories(Path.of("target", "jcstress-" + name)).toAbsolutePath();
    String filter = tests.stream().map(test -> Pattern.quote(test) + "$").collect(Collectors.joining("|"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", Path.of("target", "pindown-bench.jar").toAbsolutePath().toString(),
                "org.openjdk.jcstress.Main",
                "-t", filter, "-f", "1", "-fsm", "1", "-iters", "1", "-time", Integer.toString(millis), "-sc", "false", "-v",
                "-r", results.toString()));
    if (!ALL_MODES) {
      command.addAll(List.of("-jvmArgs", "-Xmx256m"));
    }
    Process run = new ProcessBuilder(command).directory(results.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(run.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).as("finished in time, see %s", log).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    return outcomes(Files.readAllLines(log));
  }

  /** What is not OK once stays so. Outcomes of several modes are added up, and again in the summary, which does no harm. */
  private static Map<String, Outcome> outcomes(List<String> log) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    String test = null;
    for (String line : log) {
      Matcher verdict = VERDICT.matcher(line);
      Matcher interesting = INTERESTING.matcher(line);
      if (verdict.find()) {
        test = verdict.group(2);
        outcomes.merge(
            test, new Outcome(verdict.group(1), 0), (a, b) -> new Outcome("OK".equals(a.verdict) ? b.verdict : a.verdict, a.interesting));
      } else if (test != null && interesting.find()) {
        long count = Long.parseLong(interesting.group(1).replace(",", ""));
        outcomes.computeIfPresent(test, (t, o) -> new Outcome(o.verdict, o.interesting + count));
      }
    }
    return outcomes;
  }
}
