package io.pindown.demo.report;

import io.pindown.demo.measure.Environment;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.JucxFindings;
import io.pindown.demo.measure.Size;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Spread;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.TraceLine;
import io.pindown.demo.measure.Verdict;
import io.pindown.demo.measure.Way;
import java.util.List;
import java.util.Map;

/** The page's parts; a part that was not run says so in a line. */
final class HtmlParts {
  private static final String NOT_RUN = "<p class=\"muted\">Not part of this run.</p>\n";

  private final Findings findings;

  HtmlParts(Findings findings) {
    this.findings = findings;
  }

  String environment() {
    Environment at = findings.environment();
    return Svg.escape(at.time().replace('T', ' ').replace("Z", " UTC")
        + " \u00b7 " + at.kernel() + " \u00b7 " + at.processors() + " \u00d7 "
        + at.processor() + " \u00b7 Java " + at.jdk() + " \u00b7 agent: " + at.agent());
  }

  String device() {
    return Svg.escape(findings.environment().device().label());
  }

  String network() {
    return Svg.escape(findings.environment().device().network());
  }

  String verdict(Verdict verdict) {
    if (verdict.good()) {
      return "<p class=\"verdict good\">Every check of this run passed.</p>\n";
    }
    StringBuilder list = new StringBuilder("<div class=\"verdict bad\"><p>Not as it should be:</p><ul>");
    verdict.objections().forEach(objection -> list.append("<li>").append(Svg.escape(objection)).append("</li>"));
    return list.append("</ul></div>\n").toString();
  }

  /** The few figures that matter most. */
  String tiles() {
    StringBuilder tiles = new StringBuilder();
    StaleRun blind = stale(Way.BLIND);
    StaleRun agent = stale(Way.AGENT);
    if (blind != null) {
      tile(tiles, "bad", Figures.of(blind.wrong()), "of " + blind.messages() + " messages wrong with a blind cache");
    }
    if (agent != null) {
      tile(tiles, "", Figures.of(agent.wrong()), "of " + agent.messages() + " messages wrong with the agent");
      tile(tiles, "", Figures.of(agent.hits()), "hits, " + Figures.of(agent.invalidations()) + " registrations invalidated in time");
    }
    SpeedCell cell = findings.speed() == null ? null
        : findings.speed().getOrDefault(Size.key(Size.MIB), Map.of()).get(Way.AGENT.key());
    if (cell != null) {
      tile(tiles, "", Figures.ratio(cell.ofByHand()).replace("x", "\u00d7"), "of one buffer registered by hand, 1 MiB messages");
    }
    return tiles.toString();
  }

  private static void tile(StringBuilder tiles, String style, String figure, String meaning) {
    tiles.append("<div class=\"tile ").append(style).append("\"><b>").append(Svg.escape(figure)).append("</b><span>")
        .append(Svg.escape(meaning)).append("</span></div>\n");
  }

  String stale() {
    if (findings.stale() == null) {
      return NOT_RUN;
    }
    HtmlTable table = new HtmlTable("way", "messages", "wrong bytes", "registrations", "hits", "invalidated",
        "\u00b5s pinning per send", "\u00b5s per send");
    for (Way way : List.of(Way.BLIND, Way.PER_SEND, Way.AGENT)) {
      StaleRun run = stale(way);
      if (run != null) {
        table.row(way == Way.AGENT ? "strong" : run.wrong() > 0 ? "bad" : "", way.label(), Figures.of(run.messages()),
            Figures.of(run.wrong()), Figures.of(run.misses() == null ? run.registrations() : run.misses()),
            Figures.of(run.hits()), Figures.of(run.invalidations()), Figures.of(run.pinMicros()), Figures.of(run.sendMicros()));
      }
    }
    String picture = AddressSpacePicture.of(findings.stale());
    return table.finish() + (picture.isEmpty() ? "" : figure(picture, LEGEND));
  }

  String speed() {
    if (findings.speed() == null) {
      return NOT_RUN;
    }
    HtmlTable table = new HtmlTable("size and way", "MiB/s", "quartiles", "of by hand", "\u00b5s per send", "99 %",
        "\u00b5s pinning or copying");
    findings.speed().forEach((size, cells) -> {
      table.row("group", size.replaceAll("(?<=\\d)(?=[A-Z])", " "), "", "", "", "", "", "");
      for (Way way : Way.values()) {
        SpeedCell cell = cells.get(way.key());
        if (cell != null) {
          table.row(way == Way.AGENT ? "strong" : "", way.label(), Figures.of(cell.mibPerSecond()),
              Figures.of(cell.spread().lowerQuartile()) + " \u2013 " + Figures.of(cell.spread().upperQuartile()),
              Figures.ratio(cell.ofByHand()).replace("x", "\u00d7"), Figures.of(cell.microsPerSend()),
              Figures.of(cell.microsPerSend99()), Figures.of(cell.pinMicros()));
        }
      }
    });
    return figure(SpeedPicture.of(findings.environment().device(), findings.speed()),
        "Median of interleaved rounds; the thin line in each bar spans the quartiles. The dashed line is the upper bound. "
            + "The blind cache is as fast, and wrong as soon as memory is freed.")
        + table.finish();
  }

  String trace() {
    if (findings.trace() == null) {
      return NOT_RUN;
    }
    HtmlTable table = new HtmlTable("what the program did", "\u00b5s", "address", "KiB", "generation", "watches reported");
    for (TraceLine line : findings.trace()) {
      table.row(line.dirty().isEmpty() ? "" : "strong", line.did(), Figures.of(line.micros()),
          line.address() == 0 ? Figures.NONE : "0x" + Long.toHexString(line.address()),
          line.address() == 0 ? Figures.NONE : Figures.of(line.length() / Size.KIB),
          line.generation() + (line.moved() == 0 ? "" : " (+" + line.moved() + ")"),
          line.dirty().isEmpty() ? Figures.NONE : String.join(", ", line.dirty()));
    }
    return table.finish();
  }

  private StaleRun stale(Way way) {
    return findings.stale() == null ? null : findings.stale().get(way.key());
  }

  private static String figure(String picture, String caption) {
    return "<figure><div class=\"scroll\">" + picture + "</div><figcaption>" + caption + "</figcaption></figure>\n";
  }

  private static final String LEGEND = """
      Each panel is one kind of memory, time to the right. The tall band is what is mapped at the address, the low one below it whose \
      pages are pinned for the network card; the numbers count the buffers.<br>
      <span class="key"><i class="k mapped hue1"></i>mapped</span>
      <span class="key"><i class="k pinned hue1"></i>pinned</span>
      <span class="key"><svg viewBox="0 0 12 12"><path class="invalidated" d="M6 2l4 7h-8z"/></svg>invalidated</span>
      <span class="key"><svg viewBox="0 0 12 12"><circle class="right" cx="6" cy="6" r="3"/></svg>right bytes arrived</span>
      <span class="key"><svg viewBox="0 0 12 12"><path class="wrong" d="M3 3L9 9M3 9L9 3"/></svg>wrong bytes arrived</span>""";

  String jucx() {
    JucxFindings jucx = findings.jucx();
    if (jucx == null) {
      return NOT_RUN;
    }
    HtmlTable bytes = new HtmlTable("way", "writes", "wrong", "registered", "hits", "invalidated");
    jucx.bytes().forEach((way, run) -> bytes.row(run.wrong() > 0 ? "bad" : "", way, Figures.of(run.messages()), Figures.of(run.wrong()),
        Figures.of(run.registered()), Figures.of(run.hits()), Figures.of(run.invalidated())));
    HtmlTable nanos = new HtmlTable("register and deregister", "plain, ns", "agent, ns", "of plain");
    jucx.nanos().forEach((size, ways) -> {
      double plain = ways.get(JucxFindings.PLAIN).median();
      Spread agent = ways.get(JucxFindings.AGENT);
      nanos.row("", size, Figures.of(plain), agent == null ? Figures.NONE : Figures.of(agent.median()),
          agent == null ? Figures.NONE : Figures.ratio(agent.median() / plain));
    });
    return bytes.finish() + nanos.finish();
  }
}
