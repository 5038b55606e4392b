package io.pindown.it;

import io.pindown.it.coverage.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table {@code paths.txt}, turned into the properties that a run must leave. */
final class PathExpectations {
  private static final Pattern LINE = Pattern.compile("(?:(\\d+)(\\+?)( start| late)?: *)?(\\S+) +(\\S+) (->|=>|=|#|!) ?(.*)");

  private PathExpectations() {}

  /** Path to key to value; {@code hooked} says whether the agent is there, with no class loaded before it that it can do without. */
  static Map<String, Map<String, String>> of(int feature, boolean hooked) {
    return of(feature, hooked, false);
  }

  /** @param late whether the classes of the paths were loaded before the agent came */
  static Map<String, Map<String, String>> of(int feature, boolean hooked, boolean late) {
    Map<String, Map<String, String>> paths = new TreeMap<>();
    for (Matcher line : matched(feature, late)) {
      Map<String, String> keys = paths.computeIfAbsent(line.group(4), path -> new TreeMap<>());
      add(keys, line.group(5), line.group(6), line.group(7).strip(), hooked);
    }
    return paths;
  }

  /** The lines that hold on a JDK. */
  private static List<Matcher> matched(int feature, boolean late) {
    List<Matcher> matched = new ArrayList<>();
    for (String line : lines()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("not a line of the table: " + line);
      }
      String when = matcher.group(3);
      if (holds(matcher.group(1), matcher.group(2), feature) && (when == null || when.equals(late ? " late" : " start"))) {
        matched.add(matcher);
      }
    }
    return matched;
  }

  /** Path to what sees it, for the table of what is covered: a hook if any of its steps reports or counts something, unless a line says other. */
  static Map<String, State> states(int feature, boolean late) {
    Map<String, State> states = new TreeMap<>();
    for (Matcher line : matched(feature, late)) {
      String value = line.group(7).strip();
      if (line.group(6).equals("!")) {
        states.put(line.group(4), State.valueOf(value.toUpperCase()));
      } else if (!line.group(6).equals("=") && !value.isEmpty() && !value.equals("0")) {
        states.putIfAbsent(line.group(4), State.COVERED);
      }
    }
    return states;
  }

  private static boolean holds(String feature, String orLater, int actual) {
    return feature == null || Integer.parseInt(feature) == actual || !orLater.isEmpty() && Integer.parseInt(feature) <= actual;
  }

  private static void add(Map<String, String> keys, String key, String kind, String value, boolean hooked) {
    switch (kind) {
      case "!" -> { }
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
