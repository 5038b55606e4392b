package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import io.pindown.agent.cli.LiveCounters.Snapshot;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView.Counter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code top} shows of two writings of the counters: rates are of the time between them, the rest is of the later one. */
final class TopScreen {
  private static final String HEAD = "%-30s %10s %7s %9s %9s %9s %12s %10s %7s %9s";
  private static final int NAME = 30;
  private static final int SITES = 10;
  private static final String WOULD_BE = "bytes that would be pinned";

  private final JavaProcess process;
  private final Snapshot before;
  private final Snapshot now;
  private final double seconds;

  TopScreen(JavaProcess process, Snapshot before, Snapshot now) {
    this.process = process;
    this.before = before;
    this.now = now;
    this.seconds = Math.max(1e-3, (now.written() - before.written()) / 1e3);
  }

  /** The whole of it, some lines. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    Map<Integer, CacheRow> old = CacheRow.of(before);
    Map<Integer, CacheRow> rows = CacheRow.of(now);
    ProcessFiles files = process.files();
    long age = now.written() == 0 ? 0 : Math.max(0, System.currentTimeMillis() - now.written());
    lines.add(String.format(Locale.ROOT, "pindown  pid %d  %s  mode %s  figures %.1f s old", process.pid(), process.mainClass(), now.mode(), age / 1e3));
    long pinned = rows.values().stream().mapToLong(row -> row.get("pinned bytes")).sum();
    lines.add("pinned   " + Sizes.text(pinned) + " by caches; RLIMIT_MEMLOCK " + Sizes.text(files.memlock()) + "; the kernel counts " + Sizes.text(files.bytes("VmLck"))
        + " locked, " + Sizes.text(files.bytes("VmPin")) + " pinned");
    lines.add("");
    lines.add(String.format(HEAD, "CACHE (LIBRARY)", "ACQUIRES/s", "HITS", "MISSES/s", "CHANGED/s", "EVICT/s", "PINNED", "OF", "DIRTY", "DEFERRED"));
    if (rows.isEmpty()) {
      lines.add("no cache has registered anything yet");
    }
    boolean would = false;
    for (Map.Entry<Integer, CacheRow> each : rows.entrySet()) {
      CacheRow row = each.getValue();
      lines.add(line(row, old.get(each.getKey())));
      would |= row.get(WOULD_BE) != 0;
    }
    if (would) {
      lines.add("(in brackets: what would be pinned)");
    }
    sites(lines);
    return lines;
  }

  private String line(CacheRow row, CacheRow old) {
    long acquires = row.acquires() - (old == null ? 0 : old.acquires());
    long hits = row.hits() - (old == null ? 0 : old.hits());
    boolean idle = acquires <= 0;
    long all = idle ? row.acquires() : acquires; // nothing now: then of the whole time
    String ratio = all == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100.0 * (idle ? row.hits() : hits) / all);
    return String.format(HEAD, cut(row.name()), rate(acquires), ratio, rate(row, old, "misses"), rate(row, old, "changed"), rate(row, old, "evicted"),
        pinned(row), Sizes.text(row.get("most pinned bytes")), row.get("dirty"), row.get("waiting to be deregistered"));
  }

  private static String pinned(CacheRow row) {
    long would = row.get(WOULD_BE);
    return would == 0 ? Sizes.text(row.get("pinned bytes")) : "(" + Sizes.text(would) + ")";
  }

  private String rate(CacheRow row, CacheRow old, String figure) {
    return rate(row.get(figure) - (old == null ? 0 : old.get(figure)));
  }

  private String rate(long more) {
    double rate = Math.max(0, more) / seconds;
    return String.format(Locale.ROOT, rate < 100 ? "%.1f" : "%.0f", rate);
  }

  private static String cut(String name) {
    return name.length() <= NAME ? name : name.substring(0, NAME - 3) + "...";
  }

  /** Places in the code, where they are recorded, those with most first. */
  private void sites(List<String> lines) {
    List<Counter> sites = new ArrayList<>();
    for (Counter counter : now.counters()) {
      if (counter.type() == CountersLayout.SITE_TYPE && counter.value() != 0) {
        sites.add(counter);
      }
    }
    if (!sites.isEmpty()) {
      sites.sort(Comparator.comparingLong(Counter::value).reversed());
      lines.add("");
      lines.add("REGISTRATIONS BY PLACE IN THE CODE");
      for (Counter site : sites.subList(0, Math.min(SITES, sites.size()))) {
        lines.add(String.format(Locale.ROOT, "%12d  %s", site.value(), Excerpt.printable(site.label())));
      }
    }
  }
}
