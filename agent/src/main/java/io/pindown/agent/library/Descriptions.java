package io.pindown.agent.library;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows there are for a class. What is built in is only read when a class of it turns up. Thread-safe once made.
 */
final class Descriptions {
  private final Map<String, List<LibraryHook>> byName = new HashMap<>();
  /** The same with dots in the names. */
  private final Map<String, List<LibraryHook>> byBinaryName = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> allowed;

  /**
   * @param allowed the names of the libraries that may be hooked by what is built in; null for all
   * @param users the rows of users' descriptions, of at most {@link LibraryHooks#MOST_OF_USERS} libraries
   */
  Descriptions(Set<String> allowed, List<LibraryHook> users) {
    this.allowed = allowed;
    for (String library : LibraryHooks.libraries()) {
      numbers.put(library, numbers.size());
    }
    for (String name : LibraryHooks.classes()) {
      rows(name);
    }
    for (LibraryHook row : users) {
      rows(row.internalName()).add(row);
      numbers.putIfAbsent(row.library(), numbers.size());
    }
  }

  private List<LibraryHook> rows(String internalName) {
    List<LibraryHook> rows = byName.get(internalName);
    if (rows == null) {
      rows = new ArrayList<>(2);
      byName.put(internalName, rows);
      byBinaryName.put(internalName.replace('/', '.'), rows);
    }
    return rows;
  }

  /** Whether a description names the class of this name with dots. */
  boolean name(String binaryName) {
    return byBinaryName.containsKey(binaryName);
  }

  /** The rows for the class of this internal name; null when no description names it. */
  List<LibraryHook> of(String internalName) {
    List<LibraryHook> users = byName.get(internalName);
    return users == null ? null : withBuiltIn(internalName, users);
  }

  private List<LibraryHook> withBuiltIn(String internalName, List<LibraryHook> users) {
    List<LibraryHook> rows = new ArrayList<>(8);
    for (String builtIn : LibraryHooks.classes()) {
      if (builtIn.equals(internalName)) {
        for (LibraryHook row : LibraryHooks.builtIn()) {
          if (row.internalName().equals(internalName) && (allowed == null || allowed.contains(row.library()))) {
            rows.add(row);
          }
        }
      }
    }
    rows.addAll(users);
    return rows;
  }

  /** The number of each library. */
  Map<String, Integer> numbers() {
    return numbers;
  }
}
