package io.pindown.demo;

import io.pindown.demo.harness.DemoRun;
import io.pindown.demo.harness.DemoRun.Part;
import io.pindown.demo.harness.Progress;
import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.Verdict;
import io.pindown.demo.report.HtmlReport;
import io.pindown.demo.report.JsonReport;
import io.pindown.demo.report.TextReport;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: all demonstrations, or one of them. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
        "Sends messages from off-heap memory over io_uring, with and without Pindown's agent, and compares what arrives.",
        "Without a command, all demonstrations are run but jucx, which needs UCX, and rdma, which needs an RDMA device."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:all is as it should be",
        "1:a check failed: wrong bytes where none may be, none where there must be, no hits; or an error",
        "2:the command line is wrong",
        "3:this machine forbids what the demonstrations need; the message names the setting"})
public final class DemoCommand implements Callable<Integer> {
  static final int FAILED = 1;
  private static final int FORBIDDEN = 3;

  @Spec
  private CommandSpec command;

  @Mixin
  private DemoOptions options;

  @Override
  public Integer call() throws IOException {
    return run(EnumSet.of(Part.STALE, Part.SPEED, Part.TRACE));
  }

  @Command(description = "Right and wrong bytes: a blind cache, register per send, and the agent.",
      mixinStandardHelpOptions = true, versionProvider = Version.class)
  int stale() throws IOException {
    return run(EnumSet.of(Part.STALE));
  }

  @Command(description = "Speed of five ways to send, at 64 KiB, 1 MiB and 16 MiB.",
      mixinStandardHelpOptions = true, versionProvider = Version.class)
  int speed() throws IOException {
    return run(EnumSet.of(Part.SPEED));
  }

  @Command(description = "A program's own allocations, frees and maps, as its watches see them.",
      mixinStandardHelpOptions = true, versionProvider = Version.class)
  int trace() throws IOException {
    return run(EnumSet.of(Part.TRACE));
  }

  @Command(description = "A program that uses jucx (UCX), without the agent and with it.",
      mixinStandardHelpOptions = true, versionProvider = Version.class)
  int jucx() throws IOException {
    return run(EnumSet.of(Part.JUCX));
  }

  @Command(description = "Right and wrong bytes, and speed, over RDMA verbs; or one of them.",
      mixinStandardHelpOptions = true, versionProvider = Version.class)
  int rdma(@Parameters(arity = "0..1", paramLabel = "stale|speed", description = "Only this one.") String only) throws IOException {
    Set<Part> parts = switch (only == null ? "" : only) {
      case "" -> EnumSet.of(Part.STALE, Part.SPEED);
      case "stale" -> EnumSet.of(Part.STALE);
      case "speed" -> EnumSet.of(Part.SPEED);
      default -> throw new ParameterException(command.commandLine(), "rdma " + only + ": stale and speed are allowed");
    };
    return run(parts, Device.VERBS);
  }

  private int run(Set<Part> parts) throws IOException {
    return run(parts, Device.URING);
  }

  private int run(Set<Part> parts, Device device) throws IOException {
    if (parts.equals(EnumSet.of(Part.TRACE)) && options.agent() == null) {
      throw new ParameterException(command.commandLine(), "the self-trace needs --agent: without it there is nothing to see");
    }
    Findings findings;
    try (Progress progress = Progress.ofStandardError()) {
      DemoRun run = new DemoRun(device, options.agent(), options.plan(), progress);
      Optional<String> objection = run.objection(parts);
      if (objection.isPresent()) {
        System.err.println(objection.get());
        return FORBIDDEN;
      }
      findings = run.run(parts);
    }
    Verdict verdict = Verdict.of(findings);
    new TextReport(System.out).print(findings, verdict);
    if (options.json != null) {
      JsonReport.write(findings, verdict, options.json);
    }
    HtmlReport.write(findings, verdict, options.report);
    System.out.println("Report with pictures: " + options.report);
    return verdict.good() ? 0 : FAILED;
  }
}
