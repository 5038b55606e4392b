package io.pindown.demo;

import picocli.CommandLine;

/** Entry point of the demonstrations. */
public final class Main {
  private Main() {
  }

  /** Runs the command line and exits with its status, see {@link DemoCommand}. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DemoCommand())
        .setUsageHelpWidth(100)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure))
        .execute(arguments));
  }

  private static int failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      System.err.println((cause == failure ? "The demonstration failed: " : "  because of ") + cause);
    }
    return DemoCommand.FAILED;
  }
}
