package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import io.pindown.agent.cli.LiveCounters.Snapshot;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView.Counter;
import java.util.LinkedHashMap;
import java.util.Map;

/** One cache's figures at one moment, by what their labels call them. */
final class CacheRow {
  private final String name;
  private final Map<String, Long> figures = new LinkedHashMap<>();

  private CacheRow(String name) {
    this.name = name;
  }

  /** By the cache's number, in the order of the file. */
  static Map<Integer, CacheRow> of(Snapshot snapshot) {
    Map<Integer, CacheRow> rows = new LinkedHashMap<>();
    for (Counter counter : snapshot.counters()) {
      int colon = counter.label().lastIndexOf(": ");
      if (counter.type() == CountersLayout.CACHE_TYPE && colon > 0) {
        String name = Excerpt.printable(counter.label().substring(0, colon));
        rows.computeIfAbsent(counter.keyInt(0), number -> new CacheRow(name)).figures.put(counter.label().substring(colon + 2), counter.value());
      }
    }
    return rows;
  }

  /** The cache's and its registrar's. */
  String name() {
    return name;
  }

  long get(String figure) {
    return figures.getOrDefault(figure, 0L);
  }

  long hits() {
    return get("front hits") + get("index hits");
  }

  long acquires() {
    return hits() + get("misses");
  }
}
