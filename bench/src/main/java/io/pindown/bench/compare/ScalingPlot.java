package io.pindown.bench.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Draws the points of {@link Scaling} as SVG: a panel for each number of threads, both axes logarithmic, a bar from least to most. */
final class ScalingPlot {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 340;
  private static final int LEFT = 56;
  private static final int TOP = 34;
  private static final int GAP = 40;
  private static final int LEGEND = 130;
  /** Paul Tol's bright scheme, told apart by colour-blind readers. */
  private static final String[] COLOURS = {"#EE6677", "#4477AA", "#228833", "#CCBB44", "#AA3377", "#888888", "#66CCEE"};

  private final List<Scaling.Point> points;
  private final double mostRegions;
  private final double leastNanos;
  private final double mostNanos;
  private final StringBuilder svg = new StringBuilder();

  ScalingPlot(List<Scaling.Point> points) {
    this.points = points;
    mostRegions = Math.max(1, decadeUp(points.stream().mapToDouble(Scaling.Point::regions).max().orElse(1)));
    mostNanos = decadeUp(points.stream().mapToDouble(p -> p.nanos().max()).max().orElse(1000));
    double least = points.stream().mapToDouble(p -> p.nanos().min()).min().orElse(1);
    leastNanos = Math.min(mostNanos - 1, Math.floor(Math.log10(Math.max(0.1, least))));
  }

  private static double decadeUp(double value) {
    return Math.ceil(Math.log10(value) - 1e-9);
  }

  String svg() {
    int panels = (int) points.stream().mapToInt(Scaling.Point::threads).distinct().count();
    int width = panels * (LEFT + WIDTH + GAP) + LEGEND;
    int height = TOP + HEIGHT + 50;
    add("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>", width, height);
    add("<rect width='100%%' height='100%%' fill='white'/>");
    Set<String> sides = new LinkedHashSet<>();
    points.forEach(p -> sides.add(p.side()));
    int panel = 0;
    for (int threads : points.stream().mapToInt(Scaling.Point::threads).distinct().toArray()) {
      int x = LEFT + panel++ * (LEFT + WIDTH + GAP);
      axes(x, threads);
      int colour = 0;
      for (String side : sides) {
        curve(x, COLOURS[colour++ % COLOURS.length], points.stream().filter(p -> p.side().equals(side) && p.threads() == threads).toList());
      }
    }
    int row = 0;
    for (String side : sides) {
      int y = TOP + 14 + 20 * row;
      int x = width - LEGEND;
      add("<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='2'/>", x, y, x + 20, y, COLOURS[row++ % COLOURS.length]);
      add("<text x='%d' y='%d'>%s</text>", x + 26, y + 4, side);
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes(int x, int threads) {
    add("<text x='%d' y='20'>hit, ns for each thread, %d thread%s</text>", x, threads, threads == 1 ? "" : "s");
    for (int decade = 0; decade <= mostRegions; decade++) {
      double at = x(x, Math.pow(10, decade));
      add("<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#ddd'/>", at, TOP, at, TOP + HEIGHT);
      add("<text x='%.1f' y='%d' text-anchor='middle'>%,d</text>", at, TOP + HEIGHT + 18, (long) Math.pow(10, decade));
    }
    for (int decade = (int) leastNanos; decade <= mostNanos; decade++) {
      double at = y(Math.pow(10, decade));
      add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>", x, at, x + WIDTH, at);
      String nanos = decade < 0 ? "0.1" : String.format(Locale.ROOT, "%,d", (long) Math.pow(10, decade));
      add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", x - 6, at + 4, nanos);
    }
    add("<text x='%d' y='%d' text-anchor='middle'>registrations</text>", x + WIDTH / 2, TOP + HEIGHT + 38);
  }

  private void curve(int x, String colour, List<Scaling.Point> curve) {
    StringBuilder line = new StringBuilder();
    for (Scaling.Point p : curve) {
      double at = x(x, p.regions());
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", at, y(p.nanos().median())));
      add("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>", at, y(p.nanos().min()), at, y(p.nanos().max()), colour);
      add("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", at, y(p.nanos().median()), colour);
    }
    add("<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>", line.toString().strip(), colour);
  }

  private double x(int left, double regions) {
    return left + Math.log10(regions) / mostRegions * WIDTH;
  }

  private double y(double nanos) {
    return TOP + HEIGHT - (Math.log10(nanos) - leastNanos) / (mostNanos - leastNanos) * HEIGHT;
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
