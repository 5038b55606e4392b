package io.pindown.agent.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One jar, folder or module, and what was found in it. Not thread-safe. */
final class Library {
  private static final Comparator<Site> ORDER = Comparator.comparing(Site::type)
      .thenComparing(Site::line)
      .thenComparing(Site::method)
      .thenComparing(Site::descriptor)
      .thenComparing(Site::kind)
      .thenComparing(Site::sink);

  private final String path;
  private final List<Site> sites = new ArrayList<>();
  private final Set<List<Object>> known = new HashSet<>();
  private String coordinates;
  private int classes;

  /** @param path as the user gave it; of a jar in a jar, both with {@code !/} between */
  Library(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
  }

  /** {@code group:artifact:version}, or what the manifest says, or null. */
  String coordinates() {
    return coordinates;
  }

  void coordinates(String found) {
    coordinates = found;
  }

  /** How many classes were read. */
  int classes() {
    return classes;
  }

  void countClass() {
    classes++;
  }

  /** Adds a site. A compiler copies the code of a finally block: the same call in the same line of a method is one site. */
  void add(Site site) {
    if (site.line() == 0 || known.add(List.of(site.type(), site.method(), site.descriptor(), site.line(), site.sink()))) {
      sites.add(site);
    }
  }

  /** By class, line and method. */
  List<Site> sites() {
    sites.sort(ORDER);
    return sites;
  }

  /** By kind and verdict; kinds without a site are absent. */
  Map<Kind, int[]> counts() {
    Map<Kind, int[]> counts = new EnumMap<>(Kind.class);
    for (Site site : sites) {
      counts.computeIfAbsent(site.kind(), kind -> new int[Verdict.values().length])[site.verdict().ordinal()]++;
    }
    return counts;
  }
}
