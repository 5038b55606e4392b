package io.pindown.agent.observe;

import java.util.Locale;

/**
 * What it costs to register memory and to deregister it again: a part for each time, and a part for each page.
 *
 * @param nanos for each time, 0 or above
 * @param nanosAPage for each page of 4 KiB, 0 or above
 * @param origin where the two are from, for people
 */
public record CostModel(double nanos, double nanosAPage, String origin) {
  /** What is allowed as text, for messages. */
  public static final String ALLOWED = "io_uring, or A+B: nanoseconds for each registration and for each page of it, as 1500+90";

  /** Where nothing can be measured: what {@link UringCost} measured for io_uring on the project's machine, Linux 6.18, JDK 25. */
  static final CostModel IO_URING = new CostModel(1000, 86, "io_uring as measured by the project on another machine");

  private static final double MOST = 1e12;
  private static final int LONGEST = 30;

  /**
   * @param text two numbers joined by a plus sign
   * @return null if it is something else
   */
  public static CostModel parse(String text) {
    int plus = text.indexOf('+');
    double fixed = plus < 0 ? -1 : number(text.substring(0, plus));
    double page = plus < 0 ? -1 : number(text.substring(plus + 1));
    return fixed >= 0 && page >= 0 ? new CostModel(fixed, page, "as given by the option cost") : null;
  }

  /** Digits, perhaps a point and digits; -1 for all else, of which Double.parseDouble takes much: hexadecimal, exponents, NaN, blanks. */
  private static double number(String text) {
    int point = text.indexOf('.');
    boolean plain = !text.isEmpty() && text.length() <= LONGEST && point != 0 && point != text.length() - 1;
    for (int i = 0; i < text.length() && plain; i++) {
      plain = i == point || text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    double number = plain ? Double.parseDouble(text) : -1;
    return number <= MOST ? number : -1;
  }

  /** Nanoseconds for so many registrations of so many pages in all. */
  public double of(long registrations, long pages) {
    return nanos * registrations + nanosAPage * pages;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f ns and %.0f ns a page, %s", nanos, nanosAPage, origin);
  }
}
