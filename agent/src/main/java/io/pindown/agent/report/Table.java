package io.pindown.agent.report;

/** A table of a page; the first column is of words, the others of numbers. Not thread-safe. */
final class Table {
  private final StringBuilder out = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");

  Table(String... heads) {
    for (String head : heads) {
      out.append("<th scope=\"col\">").append(Svg.escape(head)).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  Table row(String style, String... cells) {
    out.append("<tr").append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>');
    for (String cell : cells) {
      out.append("<td>").append(Svg.escape(cell).replace("\n", "<br>")).append("</td>");
    }
    out.append("</tr>\n");
    return this;
  }

  String finish() {
    return out.append("</tbody></table></div>\n").toString();
  }
}
