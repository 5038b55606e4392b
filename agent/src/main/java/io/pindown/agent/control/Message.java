package io.pindown.agent.control;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request or a reply: keys and values in order. As text it is UTF-8, a first line {@value #FIRST_LINE}, then a line {@code key=value} each, in
 * whose value a backslash is {@code \\}, a line feed {@code \n}, a carriage return {@code \r}. Keys are of letters, digits, {@code - . _ $ /} and no key comes
 * twice. Read strictly: whatever is not so is refused. Not thread-safe.
 */
public final class Message {
  /** Moves when older readers would understand something else. */
  static final String FIRST_LINE = "pindown-control 1";

  private static final int LONGEST_KEY = 200;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** @throws IllegalArgumentException if the key is none */
  public Message put(String key, String value) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("'" + key + "' is no key: 1 to " + LONGEST_KEY + " letters, digits, - . _ $ /");
    }
    values.put(key, value == null ? "" : value);
    return this;
  }

  public Message put(String key, long value) {
    return put(key, Long.toString(value));
  }

  /** The value, or null. */
  public String get(String key) {
    return values.get(key);
  }

  /** The value, or empty. */
  public String text(String key) {
    String value = values.get(key);
    return value == null ? "" : value;
  }

  /** All, in order; cannot be changed. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  private static boolean isKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!plain && "-._$/".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** As text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    for (Map.Entry<String, String> each : values.entrySet()) {
      text.append(each.getKey()).append('=');
      String value = each.getValue();
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        switch (c) {
          case '\\':
            text.append("\\\\");
            break;
          case '\n':
            text.append("\\n");
            break;
          case '\r':
            text.append("\\r");
            break;
          default:
            text.append(c);
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** @throws MessageException if the text is not as said above, all of it */
  public static Message of(String text) throws MessageException {
    Message message = new Message();
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    if (end < 0 || !first.equals(FIRST_LINE)) {
      throw new MessageException("the first line is '" + shortened(first) + "', expected is '" + FIRST_LINE + "'");
    }
    for (int line = 2, from = end + 1; from < text.length(); line++) {
      int to = text.indexOf('\n', from);
      if (to < 0) {
        throw new MessageException("line " + line + " has no end");
      }
      int equals = text.indexOf('=', from);
      if (equals < 0 || equals > to || !isKey(text.substring(from, equals))) {
        throw new MessageException("line " + line + " is not key=value: '" + shortened(text.substring(from, to)) + "'");
      }
      String key = text.substring(from, equals);
      if (message.values.put(key, plain(text.substring(equals + 1, to), line)) != null) {
        throw new MessageException("line " + line + " has the key " + key + " a second time");
      }
      from = to + 1;
    }
    return message;
  }

  private static String plain(String escaped, int line) throws MessageException {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder value = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\') {
        int which = ++i < escaped.length() ? "\\nr".indexOf(escaped.charAt(i)) : -1;
        if (which < 0) {
          throw new MessageException("line " + line + " has a backslash before something else than \\, n, r");
        }
        c = "\\\n\r".charAt(which);
      }
      value.append(c);
    }
    return value.toString();
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60).concat("...");
  }
}
