package io.pindown.demo.report;

import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The address space over time: a row of panels for each way, a panel for each kind of memory. In a panel, time goes to the right
 * and each address that was used has a band: above what is mapped there, below what is pinned.
 */
final class AddressSpacePicture {
  private static final double WIDTH = 1000;
  private static final double LEFT = 120;
  private static final double RIGHT = 6;
  private static final double GAP = 26;
  private static final double HEAD = 26;
  private static final double ROW_GAP = 18;

  private AddressSpacePicture() {
  }

  /** The picture; an empty text when no run has a timeline. */
  static String of(Map<String, StaleRun> runs) {
    Map<Way, Map<String, List<Moment>>> rows = new LinkedHashMap<>();
    for (Way way : new Way[] {Way.BLIND, Way.PER_SEND, Way.AGENT}) {
      StaleRun run = runs.get(way.key());
      if (run != null && run.timeline() != null && !run.timeline().isEmpty()) {
        rows.put(way, bySource(run.timeline()));
      }
    }
    return rows.isEmpty() ? "" : draw(rows);
  }

  private static Map<String, List<Moment>> bySource(List<Moment> timeline) {
    Map<String, List<Moment>> bySource = new LinkedHashMap<>();
    for (Moment moment : timeline) {
      bySource.computeIfAbsent(moment.source(), source -> new ArrayList<>()).add(moment);
    }
    return bySource;
  }

  private static String draw(Map<Way, Map<String, List<Moment>>> rows) {
    List<String> sources = List.copyOf(rows.values().iterator().next().keySet());
    double panelWidth = (WIDTH - LEFT - RIGHT - GAP * (sources.size() - 1)) / sources.size();
    Map<Way, List<AddressPanel>> panels = new LinkedHashMap<>();
    double y = HEAD;
    for (Map.Entry<Way, Map<String, List<Moment>>> row : rows.entrySet()) {
      List<AddressPanel> cells = new ArrayList<>();
      double height = 0;
      for (String source : sources) {
        double x = LEFT + cells.size() * (panelWidth + GAP);
        AddressPanel panel = new AddressPanel(row.getValue().getOrDefault(source, List.of()), x, y, panelWidth);
        cells.add(panel);
        height = Math.max(height, panel.height());
      }
      panels.put(row.getKey(), cells);
      y += height + ROW_GAP;
    }
    Svg svg = new Svg(WIDTH, y - ROW_GAP + 6, "Address space over time, by way and kind of memory");
    for (int column = 0; column < sources.size(); column++) {
      svg.text("head", LEFT + column * (panelWidth + GAP), 14, "start", sources.get(column));
    }
    panels.forEach((way, cells) -> {
      svg.text("way", 0, cells.getFirst().top() + 30, "start", shortName(way));
      cells.forEach(cell -> cell.draw(svg));
    });
    return svg.finish();
  }

  private static String shortName(Way way) {
    return way == Way.PER_SEND ? "per send" : way.label();
  }
}
