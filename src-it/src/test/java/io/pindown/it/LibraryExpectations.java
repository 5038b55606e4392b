package io.pindown.it;

import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table {@code libraries.txt}. */
final class LibraryExpectations {
  private static final Pattern LINE = Pattern.compile("(?:([a-z0-9+,-]+): +)?(\\S+) +(\\S+) *([^|]*)(?:\\|([^|]*))?(?:\\|([^|]*))?");

  private LibraryExpectations() {}

  /** Path to key to value, for the paths of some libraries: those that begin with their names. */
  static Map<String, Map<String, String>> of(String run, int feature, int column, List<String> libraries) {
    Map<String, Map<String, String>> paths = new TreeMap<>();
    for (String line : lines()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("not a line of the table: " + line);
      }
      String library = matcher.group(2).substring(0, matcher.group(2).indexOf('-'));
      if (libraries.contains(library) && holds(matcher.group(1), run, feature)) {
        String value = matcher.group(4 + column) == null ? matcher.group(4) : matcher.group(4 + column);
        paths.computeIfAbsent(matcher.group(2), path -> new TreeMap<>()).put(matcher.group(3), value.strip());
      }
    }
    return paths;
  }

  private static boolean holds(String condition, String run, int feature) {
    if (condition == null) {
      return true;
    }
    for (String word : condition.split(",")) {
      boolean jdk = word.endsWith("+") ? feature >= Integer.parseInt(word.substring(0, word.length() - 1)) : word.equals(String.valueOf(feature));
      if (word.matches("\\d+\\+?") ? !jdk : !word.equals(run)) {
        return false;
      }
    }
    return true;
  }

  /** What sees a path, for docs/coverage.md; null where it shows that nothing is to be seen, or is of the JDK's own. */
  static State state(String path, Map<String, String> expected) {
    if (path.equals("netty-pooled") || path.equals("chronicle-memory")) {
      return null;
    }
    if (expected.getOrDefault("cleaner", "").equals("CleanerJava9")) {
      return State.COVERED;
    }
    return "0".equals(expected.get("container")) && !path.endsWith("to-nothing") ? State.REFUSED : State.ADAPTER;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Places.ofResource("/libraries.txt")).stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
