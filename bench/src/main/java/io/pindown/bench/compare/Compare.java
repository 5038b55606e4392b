package io.pindown.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command behind {@code bench/compare.sh}. */
@Command(
    name = "compare.sh",
    sortOptions = false,
    description = {
      "Measures Pindown's cache and registry, and UCX's registration cache on the same work, in turn and in processes of their own;"
          + " prints medians of all rounds with the least and the most.",
      "Takes less than ten minutes on two cores that nobody else uses."
    },
    footer = {
      "",
      "Exit status: 0 measured, 1 a measurement failed, 2 wrong options.",
      "A JDK 25 is looked for in JAVA25_HOME and in the usual places, a JDK 17 likewise."
    })
public final class Compare implements Callable<Integer> {
  private static final double QUIET = 0.5;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE, too.")
  private Path json;

  @Option(
      names = "--scaling",
      paramLabel = "FILE",
      description = "Instead, measure hits with 1 to 1,000,000 registrations and 1 to 2 threads, and Java maps as well; write FILE as"
          + " CSV, and a plot beside it that ends in .svg. Takes about 20 minutes.")
  private Path scaling;

  @Option(names = "--quick", description = "See whether it works, in about a minute; the figures are worth nothing.")
  private boolean quick;

  @Option(
      names = "--jdk",
      paramLabel = "HOME",
      description = "The JDK for all but pair64. Default: JDK 25 where there is one, else the running one.")
  private Path home;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this.")
  private boolean help;

  private Compare() {}

  public static void main(String[] args) {
    System.setProperty("jmh.ignoreLock", "true"); // the lock is for JMH only; what else runs is said below
    System.exit(new CommandLine(new Compare()).setUsageHelpAutoWidth(true).setExecutionExceptionHandler(Compare::failed).execute(args));
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    System.err.println("compare.sh: " + e.getMessage());
    return e instanceof CommandLine.ParameterException ? 2 : 1;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Jdk jdk = jdk();
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    Forks forks = new Forks(Path.of(System.getProperty("bench.logs", "target/compare")));
    String load = load();
    String noise = Double.parseDouble(load) > QUIET ? ": others use the CPUs, or did a minute ago, and the figures will be noisy" : "";
    say("JDK " + jdk.version() + ", load " + load + noise);
    Ucx ucx = ucx(effort, forks);
    if (scaling != null) {
      new Scaling(effort, forks, jdk, ucx, quick).run(scaling);
    } else {
      compare(jdk, effort, forks, ucx, load);
    }
    return 0;
  }

  private void compare(Jdk jdk, Effort effort, Forks forks, Ucx ucx, String load) throws IOException, InterruptedException {
    Figures figures = new Figures();
    if (ucx == null) {
      Figures.UCX_NAMES.forEach(name -> figures.leaveOut(name, Ucx.HOW_TO_INSTALL));
    }
    long begin = System.nanoTime();
    CpuUse use = new CpuUse();
    Comparison comparison = new Comparison(effort, forks, figures, jdk, ucx);
    int rounds = new Rounds(effort, comparison, new MemoryRow(forks, figures, jdk, ucx), figures).run();
    double others = Spread.round(use.others());
    double stolen = Spread.round(use.stolen());
    System.out.print(figures.table());
    System.out.printf(Locale.ROOT, "%d rounds; CPUs used by others meanwhile: %.2f, stolen: %.2f%n", rounds, others, stolen);
    if (json != null) {
      Report report = new Report();
      report.condition("quick", quick);
      report.condition("rounds", rounds);
      report.condition("seconds", Duration.ofNanos(System.nanoTime() - begin).toSeconds());
      report.condition("jdk", jdk.version());
      report.condition("cpus", Runtime.getRuntime().availableProcessors());
      report.condition("loadBefore", Double.parseDouble(load));
      report.condition("cpusUsedByOthers", others);
      report.condition("cpusStolen", stolen);
      report.write(json, figures, ucx == null ? "not installed" : ucx.version());
    }
  }

  private Jdk jdk() throws IOException {
    if (home == null) {
      return Jdk.of(25).orElseGet(Jdk::running);
    }
    Optional<Jdk> jdk = Jdk.at(home);
    if (jdk.isEmpty() || jdk.get().feature() < 17) {
      throw new CommandLine.ParameterException(new CommandLine(this), "--jdk is " + home + "; it must be the folder of a JDK 17 or later");
    }
    return jdk.get();
  }

  /** Null if it is not there. */
  private static Ucx ucx(Effort effort, Forks forks) throws IOException, InterruptedException {
    String program = System.getProperty("bench.native", "");
    if (program.isEmpty() || !Files.isExecutable(Path.of(program))) {
      say(Ucx.HOW_TO_INSTALL);
      return null;
    }
    Ucx ucx = new Ucx(Path.of(program), effort, forks);
    say("UCX " + ucx.version());
    return ucx;
  }

  /** How many programs wanted a CPU in the last minute, on average. */
  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }

  static void say(String what) {
    System.err.println("... " + what);
  }
}
