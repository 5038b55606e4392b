package io.pindown.demo.report;

/** A table in HTML: first column to the left, all others are figures. */
final class HtmlTable {
  private final StringBuilder out = new StringBuilder();

  HtmlTable(String... headings) {
    out.append("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String heading : headings) {
      out.append("<th>").append(Svg.escape(heading)).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  /** A row with a style class, which may be empty; cells are text, not HTML. */
  HtmlTable row(String style, String... cells) {
    out.append(style.isEmpty() ? "<tr>" : "<tr class=\"" + style + "\">");
    for (String cell : cells) {
      out.append("<td>").append(Svg.escape(cell)).append("</td>");
    }
    out.append("</tr>\n");
    return this;
  }

  String finish() {
    return out + "</tbody>\n</table></div>\n";
  }
}
