package io.pindown.agent.report;

import java.util.List;
import java.util.Locale;

/** A figure over time: a line, an area below it, and perhaps a limit. */
final class TimeChart {
  private static final double WIDTH = 480;
  private static final double HEIGHT = 190;
  private static final double LEFT = 62;
  private static final double RIGHT = 12;
  private static final double TOP = 14;
  private static final double BOTTOM = 28;

  private TimeChart() {}

  /**
   * @param points seconds and value in turn, in order of time, two at least
   * @param most the upper end of the scale, above 0
   * @param limit a value to be marked, or below 0 for none; not drawn beyond the scale
   * @param labels what stands at the bottom, the middle and the top of the scale
   */
  static String of(String label, List<double[]> points, double most, double limit, String limitLabel, String[] labels) {
    Svg svg = new Svg(WIDTH, HEIGHT, label);
    for (int i = 0; i < labels.length; i++) {
      double y = y(most * i / (labels.length - 1), most);
      svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("axis", LEFT - 8, y + 4, "end", labels[i]);
    }
    double first = points.get(0)[0];
    double last = Math.max(first + 1e-9, points.get(points.size() - 1)[0]);
    double[] line = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      line[2 * i] = LEFT + (points.get(i)[0] - first) / (last - first) * (WIDTH - LEFT - RIGHT);
      line[2 * i + 1] = y(Math.min(points.get(i)[1], most), most);
    }
    double[] area = new double[line.length + 4];
    System.arraycopy(line, 0, area, 0, line.length);
    area[line.length] = line[line.length - 2];
    area[line.length + 1] = y(0, most);
    area[line.length + 2] = line[0];
    area[line.length + 3] = y(0, most);
    svg.path("area", area, true).path("curve", line, false);
    if (limit >= 0 && limit <= most) {
      svg.line("limit", LEFT, y(limit, most), WIDTH - RIGHT, y(limit, most));
      svg.text("limit", WIDTH - RIGHT, y(limit, most) - 5, "end", limitLabel);
    }
    svg.text("axis", LEFT, HEIGHT - 8, "start", time(first));
    svg.text("axis", WIDTH - RIGHT, HEIGHT - 8, "end", time(last));
    return svg.finish();
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  private static String time(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 7200 ? String.format(Locale.ROOT, "%.0f min", seconds / 60) : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
