package io.pindown.demo;

import io.pindown.demo.harness.WorkloadPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that all demonstrations share. */
public final class DemoOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(scope = ScopeType.INHERIT, names = "--agent", paramLabel = "JAR", defaultValue = "${sys:demo.agent}",
      description = "Pindown's agent; without it, only what needs no agent is run.")
  Path agent;

  @Option(scope = ScopeType.INHERIT, names = "--json", paramLabel = "FILE",
      description = "Write the findings as JSON to this file.")
  Path json;

  @Option(scope = ScopeType.INHERIT, names = "--report", paramLabel = "FILE",
      defaultValue = "${sys:demo.report:-target/demo/report.html}",
      description = "Write the report with its pictures to this file; default ${DEFAULT-VALUE}.")
  Path report;

  @Option(scope = ScopeType.INHERIT, names = "--rounds", paramLabel = "N", defaultValue = "35",
      description = "Measured rounds for each size and way, 1 to 1000; fewer, 5 at least, on a machine that is too busy; "
          + "default ${DEFAULT-VALUE}.")
  int rounds;

  @Option(scope = ScopeType.INHERIT, names = "--quick", description = "About a quarter of the work; figures are rougher.")
  boolean quick;

  @Option(scope = ScopeType.INHERIT, names = "--emulated", description = "Small messages, for a processor that is emulated.")
  boolean emulated;

  /** The amount of work asked for. */
  WorkloadPlan plan() {
    try {
      return WorkloadPlan.of(rounds, quick, emulated);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), "--rounds: " + wrong.getMessage());
    }
  }

  /** The agent's jar, null when none was named. */
  Path agent() {
    if (agent != null && !Files.isRegularFile(agent)) {
      throw new ParameterException(command.commandLine(), "--agent: there is no file " + agent.toAbsolutePath());
    }
    return agent;
  }
}
