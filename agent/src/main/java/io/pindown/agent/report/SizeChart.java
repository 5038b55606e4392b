package io.pindown.agent.report;

import io.pindown.agent.observe.Amounts;

/** How many there are of which size: a bar for each doubling. */
final class SizeChart {
  private static final double WIDTH = 980;
  private static final double HEIGHT = 200;
  private static final double LEFT = 12;
  private static final double TOP = 22;
  private static final double BOTTOM = 30;

  private SizeChart() {}

  /**
   * @param sizes element n counts what has 2^n bytes or more, and less than twice that; one above 0 at least
   * @param what of which, in plural
   */
  static String of(String label, long[] sizes, String what) {
    int first = 0;
    int last = sizes.length - 1;
    while (sizes[first] == 0) {
      first++;
    }
    while (sizes[last] == 0) {
      last--;
    }
    long most = 0;
    for (long size : sizes) {
      most = Math.max(most, size);
    }
    Svg svg = new Svg(WIDTH, HEIGHT, label);
    double step = Math.min(90, (WIDTH - 2 * LEFT) / (last - first + 1));
    for (int i = first; i <= last; i++) {
      double height = (HEIGHT - TOP - BOTTOM) * sizes[i] / most;
      double x = LEFT + (i - first) * step;
      svg.rectangle("bar", x + 2, HEIGHT - BOTTOM - height, step - 4, height,
          Amounts.count(sizes[i]) + " " + what + " of " + Amounts.bytes(1L << i) + " to " + Amounts.bytes((2L << i) - 1));
      svg.text("value", x + step / 2, HEIGHT - BOTTOM - height - 5, "middle", sizes[i] == 0 ? "" : shortened(sizes[i]));
      svg.text("axis", x + step / 2, HEIGHT - 10, "middle", Amounts.bytes(1L << i).replace(" bytes", " B"));
    }
    svg.line("grid", LEFT, HEIGHT - BOTTOM, WIDTH - LEFT, HEIGHT - BOTTOM);
    return svg.finish();
  }

  private static String shortened(long count) {
    return count < 10_000 ? Amounts.count(count) : count < 10_000_000 ? Amounts.count(count / 1_000) + " k" : Amounts.count(count / 1_000_000) + " M";
  }
}
