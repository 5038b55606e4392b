package io.pindown.demo.harness;

import java.io.PrintStream;

/** Shows how far a run is: one line that is written over on a terminal, a line for each part elsewhere. Used by one thread. */
public final class Progress implements AutoCloseable {
  private static final int BAR = 30;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean live;
  private String part = "";
  private int steps;
  private int done;
  private int shown = -1;

  /**
   * A display.
   *
   * @param out where to
   * @param live whether it is a terminal, on which a line can be written over
   */
  public Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** The display that suits standard error. */
  public static Progress ofStandardError() {
    return new Progress(System.err, System.console() != null && System.console().isTerminal());
  }

  /** Begins a part of so many steps. */
  public void begin(String name, int stepsOfPart) {
    part = name;
    steps = Math.max(1, stepsOfPart);
    done = 0;
    shown = -1;
    if (live) {
      show();
    } else {
      out.println("... " + name);
    }
  }

  /** One step is done. */
  public void step() {
    done = Math.min(steps, done + 1);
    show();
  }

  private void show() {
    int percent = 100 * done / steps;
    if (live && percent != shown) {
      shown = percent;
      int full = BAR * done / steps;
      out.print(CLEAR + "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + String.format("%3d", percent) + " %  " + part);
      out.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (live) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
