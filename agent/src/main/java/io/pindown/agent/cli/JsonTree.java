package io.pindown.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Dotted keys as one JSON object: {@code a.b=1} becomes {@code {"a":{"b":1}}}, and where all of the keys of one level are 0, 1, 2 and so on, that level is
 * a list. Values of digits alone are numbers, unless the key is one of a name.
 */
final class JsonTree {
  private static final Set<String> TEXTS = Set.of("name", "registrar", "version", "jar", "jdk", "message");

  private final Map<String, Object> root = new LinkedHashMap<>();

  /** @throws IllegalArgumentException if a key is the beginning of another one */
  JsonTree(Map<String, String> values) {
    values.forEach((key, value) -> put(root, key, value));
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> level, String key, String value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      if (level.put(key, value) != null) {
        throw new IllegalArgumentException("'" + key + "' lies above a value");
      }
      return;
    }
    Object below = level.computeIfAbsent(key.substring(0, dot), k -> new LinkedHashMap<String, Object>());
    if (!(below instanceof Map)) {
      throw new IllegalArgumentException("'" + key + "' lies below a value");
    }
    put((Map<String, Object>) below, key.substring(dot + 1), value);
  }

  @Override
  public String toString() {
    StringBuilder json = new StringBuilder();
    write(json, "", root);
    return json.toString();
  }

  private static void write(StringBuilder json, String key, Object value) {
    if (!(value instanceof Map)) {
      String text = value.toString();
      boolean number = !TEXTS.contains(key) && text.matches("-?(0|[1-9][0-9]{0,17})");
      if (number) {
        json.append(text);
      } else {
        quote(json, text);
      }
      return;
    }
    Map<?, ?> level = (Map<?, ?>) value;
    boolean list = isList(level);
    json.append(list ? '[' : '{');
    String comma = "";
    for (Map.Entry<?, ?> each : level.entrySet()) {
      json.append(comma);
      if (!list) {
        quote(json, each.getKey().toString());
        json.append(':');
      }
      write(json, each.getKey().toString(), each.getValue());
      comma = ",";
    }
    json.append(list ? ']' : '}');
  }

  private static boolean isList(Map<?, ?> level) {
    int next = 0;
    for (Object key : level.keySet()) {
      if (!key.equals(Integer.toString(next++))) {
        return false;
      }
    }
    return next > 0;
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        json.append(c);
      } else {
        json.append(String.format("\\u%04x", (int) c));
      }
    }
    json.append('"');
  }
}
