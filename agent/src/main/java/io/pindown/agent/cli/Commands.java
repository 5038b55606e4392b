package io.pindown.agent.cli;

import io.pindown.agent.OptionReader;
import io.pindown.agent.SelfCheck;
import io.pindown.agent.audit.AuditCommand;
import io.pindown.agent.control.OwnJar;
import io.pindown.agent.control.Reply;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All commands: for running JVMs, checks, audit. */
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
      Commands.Version.class,
      ListCommand.class,
      AttachCommand.class,
      StatusCommand.class,
      ModeCommand.class,
      ReportCommand.class,
      FlushCommand.class,
      TopCommand.class,
      Commands.Check.class,
      AuditCommand.class
    })
public final class Commands implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help; help COMMAND that of a command.")
  private boolean help;

  /** Exit status 0: all well; 1: a gap in coverage, or a command that was refused; 2: a wrong command line; 10 and above: why a process was not asked. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Commands()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
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
      String version = OwnJar.version();
      spec.commandLine().getOut().println("pindown-agent " + (version.equals(Reply.UNPACKAGED) ? "(unpackaged)" : version));
    }
  }

  /** Runs the self-test in this JVM. */
  @CommandLine.Command(name = "check", description = "Tests in this JVM which changes of memory the hooks see, and prints the coverage.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return SelfCheck.run(spec.commandLine().getOut());
    }
  }
}
