package io.pindown.demo.report;

import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.SpeedCell;
import io.pindown.demo.measure.Way;
import java.util.Map;

/** The speeds as bars: a group for each message size, all on one scale from 0, quartiles of the rounds as whiskers. */
final class SpeedPicture {
  private static final double WIDTH = 1000;
  private static final double LEFT = 200;
  private static final double RIGHT = 190;
  private static final double BAR = 17;
  private static final double STEP = 24;
  private static final double HEAD = 24;
  private static final double GROUP_GAP = 22;

  private final Device device;
  private final Map<String, Map<String, SpeedCell>> bySize;
  private final double most;

  private SpeedPicture(Device device, Map<String, Map<String, SpeedCell>> bySize) {
    this.device = device;
    this.bySize = bySize;
    this.most = bySize.values().stream().flatMap(cells -> cells.values().stream())
        .mapToDouble(cell -> cell.spread().upperQuartile()).max().orElse(1);
  }

  /** The picture; empty for no cell. */
  static String of(Device device, Map<String, Map<String, SpeedCell>> bySize) {
    return bySize.isEmpty() ? "" : new SpeedPicture(device, bySize).draw();
  }

  private String draw() {
    double height = bySize.values().stream().mapToDouble(cells -> HEAD + STEP * cells.size() + GROUP_GAP).sum();
    Svg svg = new Svg(WIDTH, height, "MiB per second by message size and way");
    double y = 0;
    for (Map.Entry<String, Map<String, SpeedCell>> group : bySize.entrySet()) {
      svg.text("head", 0, y + 14, "start", group.getKey().replaceAll("(?<=\\d)(?=[A-Z])", " ") + " messages");
      y += HEAD;
      SpeedCell bound = group.getValue().get(Way.BY_HAND.key());
      if (bound != null) {
        double end = y + STEP * (group.getValue().size() - 1) + BAR;
        svg.line("bound", x(bound.mibPerSecond()), y - 3, x(bound.mibPerSecond()), end + 3);
      }
      for (Way way : Way.values()) {
        SpeedCell cell = group.getValue().get(way.key());
        if (cell != null) {
          bar(svg, way, cell, y);
          y += STEP;
        }
      }
      y += GROUP_GAP;
    }
    return svg.finish();
  }

  private void bar(Svg svg, Way way, SpeedCell cell, double y) {
    String style = switch (way) {
      case AGENT -> "bar agent";
      case BLIND -> "bar blind";
      default -> "bar";
    };
    double middle = y + BAR / 2;
    svg.text(way == Way.AGENT ? "label strong" : "label", LEFT - 10, middle + 4, "end", way.label());
    svg.rectangle(style, LEFT, y, x(cell.mibPerSecond()) - LEFT, BAR, device.meaning(way));
    svg.line("whisker", x(cell.spread().lowerQuartile()), middle, x(cell.spread().upperQuartile()), middle);
    svg.line("whisker", x(cell.spread().lowerQuartile()), middle - 3, x(cell.spread().lowerQuartile()), middle + 3);
    svg.line("whisker", x(cell.spread().upperQuartile()), middle - 3, x(cell.spread().upperQuartile()), middle + 3);
    double after = Math.max(x(cell.mibPerSecond()), x(cell.spread().upperQuartile())) + 10;
    svg.text(way == Way.AGENT ? "value strong" : "value", after, middle + 4, "start",
        Figures.of(cell.mibPerSecond()) + " MiB/s \u00b7 " + Figures.of(cell.microsPerSend()) + " \u00b5s");
  }

  private double x(double mibPerSecond) {
    return LEFT + (WIDTH - LEFT - RIGHT) * mibPerSecond / most;
  }
}
