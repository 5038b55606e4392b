package io.pindown.agent;

/** What others wrote, as it may stand in a line of ours: it neither ends the line, nor moves a cursor, nor fills the screen. Thread-safe. */
public final class Excerpt {
  /** Characters of a text that are shown at most. */
  public static final int LONGEST = 200;

  private Excerpt() {}

  /** The beginning of a text, printable. */
  public static String of(String text) {
    if (text.length() <= LONGEST) {
      return printable(text);
    }
    return printable(text.substring(0, LONGEST)).concat("... (").concat(Integer.toString(text.length())).concat(" characters)");
  }

  /** All of a text, with {@code \}{@code uXXXX} in place of what is no visible character: control characters, separators of lines, what turns the direction of writing. */
  public static String printable(String text) {
    int i = 0;
    while (i < text.length() && isPrintable(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, i);
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPrintable(c)) {
        shown.append(c);
      } else {
        shown.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          shown.append(Character.forDigit(c >> shift & 0xf, 16));
        }
      }
    }
    return shown.toString();
  }

  private static boolean isPrintable(char c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.UNASSIGNED;
  }
}
