package io.pindown.it;

import io.pindown.it.coverage.State;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code paths.txt}, {@code libraries.txt} and, where the bytes are otherwise, {@code rdma-paths.txt} say of each range after each step. */
final class RdmaPathExpectations {
  /** The paths of memory of which nothing is known; they are in no other table. */
  private static final List<String> GAPS = List.of("block-below-4-kib", "data-of-a-native-library");

  /** Kind, and what it is of, to the reason. */
  private static final Map<String, String> EXCEPTIONS = read();

  private final Map<String, Map<String, String>> steps = new HashMap<>();
  private final Map<String, State> states = new TreeMap<>();

  RdmaPathExpectations(Jdk jdk) {
    steps.putAll(PathExpectations.of(jdk.feature(), true));
    states.putAll(PathExpectations.states(jdk.feature(), false));
    Map<String, Map<String, String>> libraries = LibraryExpectations.of("start", jdk.feature(), 0, List.of(LibrariesIT.ALL));
    steps.putAll(libraries);
    libraries.forEach((path, keys) -> states.put(path, LibraryExpectations.state(path, keys)));
    states.values().removeIf(state -> state == null);
    GAPS.forEach(path -> states.put(path, State.REFUSED));
  }

  /** Path to what sees it, without those that show that nothing is to be seen. */
  Map<String, State> states() {
    return states;
  }

  /** Whether the step is told to a watch of the range. */
  boolean isTold(String path, String step, String range) {
    for (String told : steps.getOrDefault(path, Map.of()).getOrDefault(step, "").split(" ")) {
      if (told.replaceAll("\\*.*|\\+", "").equals(range)) {
        return true;
      }
    }
    return false;
  }

  /** A reason, or null. */
  static String exception(String kind, String... of) {
    return EXCEPTIONS.get(kind + " " + String.join(" ", of));
  }

  private static Map<String, String> read() {
    Map<String, Integer> words = Map.of("stays", 4, "heap", 4, "once", 3, "none", 2, "lives", 2);
    Map<String, String> exceptions = new HashMap<>();
    try {
      for (String line : Files.readAllLines(Places.ofResource("/rdma-paths.txt"))) {
        if (!line.startsWith("#")) {
          int named = words.get(line.substring(0, line.indexOf(' ')));
          String[] all = line.split(" +", named + 1);
          exceptions.put(String.join(" ", List.of(all).subList(0, named)), all[named]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exceptions;
  }
}
