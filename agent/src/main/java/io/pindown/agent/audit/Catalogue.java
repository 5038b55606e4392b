package io.pindown.agent.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rows, found by what a call names. Immutable. */
final class Catalogue {
  /** A constant that asks for a file to be cut when it is opened. */
  static final String OPTIONS = "java/nio/file/StandardOpenOption";

  private static final Catalogue INSTANCE = new Catalogue();

  private final List<Sink> rows = new ArrayList<>();
  private final Map<String, List<Sink>> byOwner = new HashMap<>();
  private final Map<String, List<Sink>> inherited = new HashMap<>();

  private Catalogue() {
    JdkSinks.addTo(rows);
    LibrarySinks.addTo(rows);
    for (Sink row : rows) {
      byOwner.computeIfAbsent(row.owner(), owner -> new ArrayList<>()).add(row);
      if (row.inherited()) {
        inherited.computeIfAbsent(row.method() + row.descriptor(), signature -> new ArrayList<>()).add(row);
      }
    }
  }

  static Catalogue get() {
    return INSTANCE;
  }

  List<Sink> rows() {
    return rows;
  }

  /** The row that a call of this is a site of, null when there is none. */
  Sink find(String owner, String method, String descriptor) {
    for (Sink row : byOwner.getOrDefault(owner, List.of())) {
      if (row.names(method, descriptor)) {
        return row;
      }
    }
    return null;
  }

  /** The rows that a call of this is a site of if its owner is a subclass of theirs. */
  List<Sink> inherited(String method, String descriptor) {
    return inherited.getOrDefault(method + descriptor, List.of());
  }
}
