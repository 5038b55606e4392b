package io.pindown.demo.report;

import java.util.Locale;

/** Writes one inline SVG picture; colours are classes of the page's style sheet, so that light and dark are its business. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** A picture of the given size in its own units, as wide as the page lets it; the label is what a screen reader says. */
  Svg(double width, double height, String label) {
    out.append(String.format(Locale.ROOT, "<svg role=\"img\" viewBox=\"0 0 %s %s\" aria-label=\"%s\">%n",
        number(width), number(height), escape(label)));
  }

  Svg rectangle(String style, double x, double y, double width, double height, String tip) {
    out.append(String.format(Locale.ROOT, "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"1.5\">%s</rect>%n",
        style, number(x), number(y), number(Math.max(width, 0.6)), number(height), tip(tip)));
    return this;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    out.append(String.format(Locale.ROOT, "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n",
        style, number(x1), number(y1), number(x2), number(y2)));
    return this;
  }

  Svg circle(String style, double x, double y, double radius, String tip) {
    out.append(String.format(Locale.ROOT, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\">%s</circle>%n",
        style, number(x), number(y), number(radius), tip(tip)));
    return this;
  }

  /** A cross, its arms reaching as far as given from its centre. */
  Svg cross(String style, double x, double y, double arm, String tip) {
    out.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"M%s %sL%s %sM%s %sL%s %s\">%s</path>%n", style,
        number(x - arm), number(y - arm), number(x + arm), number(y + arm),
        number(x - arm), number(y + arm), number(x + arm), number(y - arm), tip(tip)));
    return this;
  }

  /** A small triangle that points up to (x, y). */
  Svg pointer(String style, double x, double y, String tip) {
    out.append(String.format(Locale.ROOT, "<path class=\"%s\" d=\"M%s %sl4 7h-8z\">%s</path>%n", style, number(x), number(y),
        tip(tip)));
    return this;
  }

  /** Text whose anchor, start, middle or end, lies at (x, y) on its base line. */
  Svg text(String style, double x, double y, String anchor, String text) {
    out.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n",
        style, number(x), number(y), anchor, escape(text)));
    return this;
  }

  /** The finished picture. */
  String finish() {
    return out + "</svg>\n";
  }

  /** Text as it may stand in HTML, in elements and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static String tip(String tip) {
    return tip.isEmpty() ? "" : "<title>" + escape(tip) + "</title>";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
