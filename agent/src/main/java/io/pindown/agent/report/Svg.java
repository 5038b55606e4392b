package io.pindown.agent.report;

import java.util.Locale;

/** One picture inside a page; its colours are classes of the page's style, so light and dark are that one's business. Not thread-safe. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** Of that size in units of its own, as wide as the page lets it; the label is for who cannot see it. */
  Svg(double width, double height, String label) {
    out.append("<svg role=\"img\" viewBox=\"0 0 ").append(number(width)).append(' ').append(number(height)).append("\" aria-label=\"").append(escape(label))
        .append("\">\n");
  }

  Svg rectangle(String style, double x, double y, double width, double height, String tip) {
    out.append("<rect class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" width=\"")
        .append(number(Math.max(width, 0.5))).append("\" height=\"").append(number(Math.max(height, 0.5))).append("\">");
    return tip(tip, "rect");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    out.append("<line class=\"").append(style).append("\" x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1)).append("\" x2=\"")
        .append(number(x2)).append("\" y2=\"").append(number(y2)).append("\"/>\n");
    return this;
  }

  /** @param points x and y in turn */
  Svg path(String style, double[] points, boolean closed) {
    out.append("<path class=\"").append(style).append("\" d=\"");
    for (int i = 0; i < points.length; i += 2) {
      out.append(i == 0 ? 'M' : 'L').append(number(points[i])).append(' ').append(number(points[i + 1]));
    }
    out.append(closed ? "Z\"/>\n" : "\"/>\n");
    return this;
  }

  /** @param anchor start, middle or end of the text, which is at that place on its base line */
  Svg text(String style, double x, double y, String anchor, String text) {
    out.append("<text class=\"").append(style).append("\" x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" text-anchor=\"")
        .append(anchor).append("\">").append(escape(text)).append("</text>\n");
    return this;
  }

  String finish() {
    return out.append("</svg>\n").toString();
  }

  private Svg tip(String tip, String element) {
    if (!tip.isEmpty()) {
      out.append("<title>").append(escape(tip)).append("</title>");
    }
    out.append("</").append(element).append(">\n");
    return this;
  }

  /** As it may stand in elements and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
