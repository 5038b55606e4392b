package io.pindown.agent.cli;

import io.pindown.agent.cli.LiveCounters.Snapshot;
import io.pindown.agent.cli.Refusal.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A live view. */
@Command(
    name = "top",
    description = {
      "Shows what the caches of a process do, again and again, until the process ends or this is interrupted.",
      "Reads the counters file of the process, which does not notice. On a terminal it redraws in place, otherwise it prints one block after the other."
    })
public final class TopCommand extends TargetCommand {
  private static final String HOME = "\033[H";
  private static final String CLEAR = "\033[2J";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";

  @Option(names = "--interval", paramLabel = "SECONDS", description = "Time between two looks, 0.1 to 3600. Default: 2.")
  private double interval = 2;

  @Option(names = "--count", paramLabel = "N", description = "Ends after so many looks, 1 or more. Default: never.")
  private long count = Long.MAX_VALUE;

  @Override
  int run() throws Refusal {
    if (!(interval >= 0.1 && interval <= 3600)) {
      throw new ParameterException(spec.commandLine(), "--interval " + interval + ": 0.1 to 3600 seconds are allowed");
    }
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--count " + count + ": 1 or more is allowed");
    }
    JavaProcess process = JavaProcess.of(pid);
    LiveCounters counters = LiveCounters.of(process);
    boolean terminal = Terminal.isStdout();
    PrintWriter out = out();
    Thread restore = new Thread(() -> {
      System.out.print(SHOW_CURSOR);
      System.out.flush();
    });
    if (terminal) {
      Runtime.getRuntime().addShutdownHook(restore);
      out.print(HIDE_CURSOR + CLEAR);
    }
    if (show(process, counters, terminal, out)) {
      out.println("process " + pid + " has ended");
    }
    out.flush();
    return 0;
  }

  /** Whether the process has ended. */
  private boolean show(JavaProcess process, LiveCounters counters, boolean terminal, PrintWriter out) throws Refusal {
    Snapshot before = null;
    Snapshot last = null;
    for (long look = 0; look < count; look++) {
      try {
        Snapshot now = counters.read();
        if (last == null || now.written() != last.written()) { // else nothing new, and the rates stay what they were
          before = last == null ? now : last;
          last = now;
        }
        draw(new TopScreen(process, before, now).lines(), terminal, out);
        if (look + 1 < count) {
          pause(process);
        }
      } catch (IOException e) {
        if (process.files().hasEnded()) {
          return true;
        }
        throw new Refusal(Reason.NOT_REACHABLE, "the counters of process " + pid + " cannot be read: " + e.getMessage());
      }
      if (process.files().hasEnded()) {
        return true;
      }
    }
    return false;
  }

  private static void draw(List<String> lines, boolean terminal, PrintWriter out) {
    if (terminal) {
      out.print(HOME);
    }
    for (String line : lines) {
      out.print(line);
      out.print(terminal ? CLEAR_LINE + "\n" : "\n");
    }
    out.print(terminal ? CLEAR_BELOW : "\n");
    out.flush();
  }

  /**
   * Until the next picture is due; in short steps, since nobody tells of the end of a process that is no child: of such a one {@code ProcessHandle.onExit} finds
   * out in the same way, at steps that grow to five seconds.
   */
  private void pause(JavaProcess process) {
    long end = System.nanoTime() + (long) (interval * 1e9);
    while (System.nanoTime() - end < 0 && !process.files().hasEnded()) {
      try {
        Thread.sleep(Math.max(1, Math.min(100, (end - System.nanoTime()) / 1_000_000)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
