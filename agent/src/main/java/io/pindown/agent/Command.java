package io.pindown.agent;

import io.pindown.agent.audit.AuditCommand;
import io.pindown.agent.cli.AttachCommand;
import io.pindown.agent.cli.FlushCommand;
import io.pindown.agent.cli.ListCommand;
import io.pindown.agent.cli.ModeCommand;
import io.pindown.agent.cli.ReportCommand;
import io.pindown.agent.cli.StatusCommand;
import io.pindown.agent.cli.TopCommand;
import io.pindown.agent.point.Change;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code java -jar} on the agent's jar runs: commands for running JVMs, checks, audit. */
@CommandLine.Command(
    name = "java -jar pindown-agent.jar",
    header = "Pindown: a registration cache that is never stale.",
    description = {
      "Use: java -javaagent:pindown-agent.jar[=key=value,key=value] ...",
      "Keys: " + OptionReader.KEYS + ".",
      "The same keys may be given as -Dpindown.KEY=VALUE, in PINDOWN_OPTIONS, or in the file that config names; what comes first here wins."
    },
    subcommands = {
      CommandLine.HelpCommand.class,
      Command.Version.class,
      ListCommand.class,
      AttachCommand.class,
      StatusCommand.class,
      ModeCommand.class,
      ReportCommand.class,
      FlushCommand.class,
      TopCommand.class,
      Command.Check.class,
      AuditCommand.class
    })
public final class Command implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help; help COMMAND that of a command.")
  private boolean help;

  /** Exit status 0: all well; 1: a gap in coverage, or a command that was refused; 2: a wrong command line; 10 and above: why a process was not asked. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Command()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Prints the version. */
  @CommandLine.Command(name = "version", description = "Prints the version.")
  static final class Version implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      String version = Command.class.getPackage().getImplementationVersion();
      spec.commandLine().getOut().println("pindown-agent " + (version == null ? "(unpackaged)" : version));
    }
  }

  /** Runs the self-test in this JVM. */
  @CommandLine.Command(name = "check", description = "Tests in this JVM which changes of memory the hooks see, and prints the coverage.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Launched.install();
      SelfTest test = Installation.installed();
      out.println("JDK " + Runtime.version() + ", " + System.getProperty("os.arch"));
      if (test == null) {
        out.println("not installed: see the line on stderr, or the option mode");
        return 1;
      }
      test.again();
      for (Change change : Change.values()) {
        boolean expected = (test.expected() & change.bit()) != 0L;
        boolean proven = (test.proven() & change.bit()) != 0L;
        out.println(change + ": " + (proven ? "covered" : expected ? "NOT COVERED" : "not on this JDK"));
      }
      return test.proven() == test.expected() ? 0 : 1;
    }
  }
}
