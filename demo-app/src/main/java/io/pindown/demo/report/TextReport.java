package io.pindown.demo.report;

import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.JucxFindings;
import io.pindown.demo.measure.Size;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Spread;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.TraceLine;
import io.pindown.demo.measure.Verdict;
import io.pindown.demo.measure.Way;
import java.io.PrintStream;
import java.util.Map;

/** The findings as tables for a terminal of 110 columns. */
public final class TextReport {
  private final PrintStream out;

  public TextReport(PrintStream out) {
    this.out = out;
  }

  /** Prints all parts that were run. */
  public void print(Findings findings, Verdict verdict) {
    out.println("on " + findings.environment().kernel() + ", " + findings.environment().processors() + " x "
        + findings.environment().processor() + ", Java " + findings.environment().jdk()
        + (findings.stale() == null && findings.speed() == null ? "" : ", by " + findings.environment().device().label()));
    if (findings.stale() != null) {
      stale(findings.stale());
    }
    if (findings.speed() != null) {
      speed(findings.speed());
    }
    if (findings.trace() != null) {
      trace(findings);
    }
    if (findings.jucx() != null) {
      jucx(findings.jucx());
    }
    out.println();
    if (verdict.good()) {
      out.println("As it should be.");
    }
    verdict.objections().forEach(objection -> out.println("NOT as it should be: " + objection));
  }

  private void stale(Map<String, StaleRun> runs) {
    out.println();
    out.println("1  The right bytes: buffers sent several times, freed, and replaced by new ones at the same address");
    TextTable table = new TextTable("way", "messages", "wrong bytes", "registered", "hits", "invalidated",
        "us pinning/send", "us/send");
    for (Way way : new Way[] {Way.BLIND, Way.PER_SEND, Way.AGENT}) {
      StaleRun run = runs.get(way.key());
      if (run != null) {
        table.row(way.label(), Figures.of(run.messages()), Figures.of(run.wrong()),
            Figures.of(run.misses() == null ? run.registrations() : run.misses()), Figures.of(run.hits()),
            Figures.of(run.invalidations()), Figures.of(run.pinMicros()), Figures.of(run.sendMicros()));
      }
    }
    print(table);
    StaleRun blind = runs.get(Way.BLIND.key());
    if (blind != null) {
      StringBuilder line = new StringBuilder("   wrong in the blind cache, by memory:");
      blind.bySource().forEach((source, tally) -> line.append(line.charAt(line.length() - 1) == ':' ? " " : ", ")
          .append(source).append(' ').append(Size.label(tally.bytes())).append(' ').append(tally.wrong()).append(" of ")
          .append(tally.messages()));
      out.println(line);
    }
  }

  private void speed(Map<String, Map<String, SpeedCell>> bySize) {
    out.println();
    out.println("2  Speed: median of interleaved rounds, quartiles in brackets");
    TextTable table = new TextTable("size and way", "MiB/s", "[quartiles]", "of by hand", "us/send", "99 %", "us pinning");
    bySize.forEach((size, cells) -> {
      table.row(size, "", "", "", "", "", "");
      for (Way way : Way.values()) {
        SpeedCell cell = cells.get(way.key());
        if (cell != null) {
          table.row("  " + way.label(), Figures.of(cell.mibPerSecond()),
              "[" + Figures.of(cell.spread().lowerQuartile()) + " .. " + Figures.of(cell.spread().upperQuartile()) + "]",
              Figures.ratio(cell.ofByHand()), Figures.of(cell.microsPerSend()), Figures.of(cell.microsPerSend99()),
              Figures.of(cell.pinMicros()));
        }
      }
    });
    print(table);
  }

  private void jucx(JucxFindings jucx) {
    out.println();
    out.println("4  jucx: the same program, without the agent and with it");
    TextTable bytes = new TextTable("way", "writes", "wrong bytes", "registered", "hits", "invalidated");
    jucx.bytes().forEach((way, run) -> bytes.row(way, Figures.of(run.messages()), Figures.of(run.wrong()), Figures.of(run.registered()),
        Figures.of(run.hits()), Figures.of(run.invalidated())));
    print(bytes);
    out.println();
    TextTable table = new TextTable("register and deregister", "plain, ns", "[quartiles]", "agent, ns", "[quartiles]", "of plain");
    jucx.nanos().forEach((size, ways) -> {
      Spread plain = ways.get(JucxFindings.PLAIN);
      Spread agent = ways.get(JucxFindings.AGENT);
      table.row(size, Figures.of(plain.median()), quartiles(plain), agent == null ? Figures.NONE : Figures.of(agent.median()),
          agent == null ? Figures.NONE : quartiles(agent), agent == null ? Figures.NONE : Figures.ratio(agent.median() / plain.median()));
    });
    print(table);
  }

  private static String quartiles(Spread spread) {
    return "[" + Figures.of(spread.lowerQuartile()) + " .. " + Figures.of(spread.upperQuartile()) + "]";
  }

  private void trace(Findings findings) {
    out.println();
    out.println("3  Self-trace: a program's own allocations, frees and maps, as its watches see them");
    TextTable table = new TextTable("what the program did", "us", "address", "KiB", "generation", "watches reported");
    for (TraceLine line : findings.trace()) {
      table.row(line.did(), Figures.of(line.micros()),
          line.address() == 0 ? Figures.NONE : "0x" + Long.toHexString(line.address()),
          line.address() == 0 ? Figures.NONE : Figures.of(line.length() / Size.KIB),
          line.generation() + (line.moved() == 0 ? "     " : " (+" + line.moved() + ")"),
          line.dirty().isEmpty() ? Figures.NONE : String.join(", ", line.dirty()));
    }
    print(table);
  }

  private void print(TextTable table) {
    table.lines().forEach(line -> out.println("   " + line));
  }
}
