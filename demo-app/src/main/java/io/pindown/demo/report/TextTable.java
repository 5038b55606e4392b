package io.pindown.demo.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in plain text: first column to the left, all others to the right, columns as wide as their widest cell. */
public final class TextTable {
  private static final String GAP = "   ";

  private final List<String[]> rows = new ArrayList<>();
  private final int columns;

  public TextTable(String... headings) {
    columns = headings.length;
    rows.add(headings.clone());
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not as many cells as there are headings
   */
  public TextTable row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells " + Arrays.toString(cells) + " in a table of " + columns + " columns");
    }
    rows.add(cells.clone());
    return this;
  }

  /** The lines, headings underlined, without spaces at the end. */
  public List<String> lines() {
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      lines.add(line(row, widths));
      if (lines.size() == 1) {
        lines.add("-".repeat(Arrays.stream(widths).sum() + GAP.length() * (columns - 1)));
      }
    }
    return lines;
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.length; column++) {
      String padding = " ".repeat(widths[column] - row[column].length());
      line.append(column == 0 ? "" : GAP)
          .append(column == 0 ? row[column] + padding : padding + row[column]);
    }
    return line.toString().stripTrailing();
  }
}
