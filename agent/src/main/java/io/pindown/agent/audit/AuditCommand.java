package io.pindown.agent.audit;

import io.pindown.agent.library.DescriptionException;
import io.pindown.agent.library.LibraryHook;
import io.pindown.agent.library.LibraryHooks;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what libraries do to off-heap memory and what sees it, from their class files alone. */
@Command(
    name = "audit",
    description = {
      "Lists the places in libraries that allocate, free, map, unmap, change or pin memory, and what sees each.",
      "covered: the hooks in the JDK; adapter: a description of the library; kernel: the kernel monitor only; unknown: nothing that is known from here, as native methods.",
      "Nothing of the libraries is run.",
      "Exit status 0: nothing that --fail-on names; 1: some; 2: a wrong command line, or something could not be read."
    },
    exitCodeOnExecutionException = CommandLine.ExitCode.USAGE,
    mixinStandardHelpOptions = false)
public final class AuditCommand implements Callable<Integer> {
  private static final List<Integer> JDKS = List.of(17, 21, 25, 26);

  /** Verdicts that make the exit status 1. */
  enum FailOn {
    /** Sites of which nothing is known. */
    UNKNOWN,
    /** These, and those that need the kernel monitor. */
    KERNEL,
    NONE
  }

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Jars (also with jars inside, as .war), .jmod, .class files, folders.")
  private List<Path> inputs;

  @Option(names = "--jdk", paramLabel = "N", description = "Verdicts for this JDK: 17, 21, 25 or 26. Default: the running one.")
  private int jdk = Runtime.version().feature();

  @Option(names = "--release", paramLabel = "N", description = "Classes of multi-release jars for this release. Default: that of --jdk.")
  private int release;

  @Option(names = "--hooks", paramLabel = "FILE", description = "A description of more libraries, as the agent's option hooks; see docs/library-hooks.md.")
  private List<Path> descriptions = List.of();

  @Option(names = "--json", description = "Writes JSON, see docs/audit.md.")
  private boolean json;

  @Option(names = "--sites", paramLabel = "WHICH", description = "Sites that are listed: all, problems or none. Default: problems.")
  private SitesShown sites = SitesShown.PROBLEMS;

  @Option(names = "--fail-on", paramLabel = "VERDICT", description = "unknown, kernel (or unknown), or none. Default: unknown.")
  private FailOn failOn = FailOn.UNKNOWN;

  @Override
  public Integer call() {
    check();
    Audit audit = new Audit(jdk, new Adapters(described()));
    int classesFor = release == 0 ? jdk : release;
    Inputs reading = new Inputs(audit, classesFor);
    inputs.forEach(reading::read);
    audit.end();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      new JsonReport(out, sites).write(audit, jdk, classesFor);
      out.println();
    } else {
      new TextReport(out, sites).write(audit, jdk, classesFor);
    }
    out.flush();
    return status(audit);
  }

  private void check() {
    if (!JDKS.contains(jdk)) {
      throw new ParameterException(spec.commandLine(), "--jdk " + jdk + ": the agent knows 17, 21, 25 and 26");
    }
    if (release != 0 && release < 8) {
      throw new ParameterException(spec.commandLine(), "--release " + release + ": a feature release from 8 is allowed");
    }
    for (Path input : inputs) {
      if (!Files.isReadable(input)) {
        throw new ParameterException(spec.commandLine(), input + ": no such file, or it may not be read");
      }
    }
  }

  private List<LibraryHook> described() {
    List<LibraryHook> rows = new ArrayList<>();
    for (Path description : descriptions) {
      try {
        rows.addAll(LibraryHooks.read(description.toString()));
      } catch (DescriptionException wrong) {
        throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
      }
    }
    return rows;
  }

  private int status(Audit audit) {
    if (!audit.problems().isEmpty()) {
      return CommandLine.ExitCode.USAGE;
    }
    switch (failOn) {
      case UNKNOWN:
        return audit.sites(Verdict.UNKNOWN) > 0 ? 1 : 0;
      case KERNEL:
        return audit.sites(Verdict.KERNEL) > 0 ? 1 : 0;
      default:
        return 0;
    }
  }
}
