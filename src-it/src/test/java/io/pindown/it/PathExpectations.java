package io.pindown.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table {@code paths.txt}, turned into the properties that a run must leave. */
final class PathExpectations {
  private static final Pattern LINE = Pattern.compile("(?:(\\d+)(\\+?): *)?(\\S+) +(\\S+) (->|=>|=|#) ?(.*)");

  private PathExpectations() {}

  /** Path to key to value; {@code hooked} says whether the agent is there. */
  static Map<String, Map<String, String>> of(int feature, boolean hooked) {
    Map<String, Map<String, String>> paths = new TreeMap<>();
    for (String line : lines()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("not a line of the table: " + line);
      }
      if (holds(matcher.group(1), matcher.group(2), feature)) {
        Map<String, String> keys = paths.computeIfAbsent(matcher.group(3), path -> new TreeMap<>());
        add(keys, matcher.group(4), matcher.group(5), matcher.group(6).strip(), hooked);
      }
    }
    return paths;
  }

  private static boolean holds(String feature, String orLater, int actual) {
    return feature == null || Integer.parseInt(feature) == actual || !orLater.isEmpty() && Integer.parseInt(feature) <= actual;
  }

  private static void add(Map<String, String> keys, String key, String kind, String value, boolean hooked) {
    switch (kind) {
      case "=" -> keys.put(key, value);
      case "#" -> keys.put(key, hooked ? value : "0");
      default -> {
        String dirty = hooked ? value : "";
        keys.put(key, dirty);
        keys.put(key + ".drained", String.valueOf(dirty.isEmpty() ? 0 : dirty.split(" ").length));
        keys.put(key + ".generation", String.valueOf(hooked && (!dirty.isEmpty() || kind.equals("=>"))));
      }
    }
  }

  private static List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(PathExpectations.class.getResourceAsStream("/paths.txt"), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
