package io.pindown.agent.library;

/**
 * Where a number of an event comes from: an argument, counted from 0 without the receiver; the product of two; one rounded up to a
 * multiple of another, which is a power of two; or the result. Immutable.
 */
final class Operand {
  static final Operand RESULT = new Operand(-1, -1, ' ');

  private final int first;
  private final int second;
  private final char operator;

  private Operand(int first, int second, char operator) {
    this.first = first;
    this.second = second;
    this.operator = operator;
  }

  /** @return null when the text is none of {@code result}, {@code N}, {@code N*M}, {@code N^M} */
  static Operand of(String text) {
    if (text.equals("result")) {
      return RESULT;
    }
    int at = Math.max(text.indexOf('*'), text.indexOf('^'));
    int first = index(text, 0, at < 0 ? text.length() : at);
    int second = at < 0 ? -1 : index(text, at + 1, text.length());
    return first < 0 || at >= 0 && second < 0 ? null : new Operand(first, second, at < 0 ? ' ' : text.charAt(at));
  }

  /** A number of one to three digits, else -1. */
  private static int index(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return to - from < 1 || to - from > 3 ? -1 : number;
  }

  boolean isResult() {
    return first < 0;
  }

  int first() {
    return first;
  }

  /** The second argument, -1 when there is none. */
  int second() {
    return second;
  }

  boolean isProduct() {
    return operator == '*';
  }

  @Override
  public String toString() {
    return isResult() ? "result" : second < 0 ? Integer.toString(first) : first + Character.toString(operator) + second;
  }
}
