package io.pindown.bench.trace.widen;

import io.pindown.bench.trace.record.Trace;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A cache that finds any registration that contains what is asked for. It registers the whole container where that has at most so many
 * bytes, else the pages of what is asked for; as the real cache is meant to do it, so that one can be checked by the other.
 */
public final class Containment {
  private final Trace trace;
  private final long widenLimit;
  /** For each container what a lookup may find: start to end, none inside another, so that both ascend. */
  private final NavigableMap<Long, Long>[] found;
  private final long[] pinnedOf;
  private final Pinned pinned = new Pinned();
  private long registrations;

  private Containment(Trace trace, long widenLimit) {
    this.trace = trace;
    this.widenLimit = widenLimit;
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays cannot be generic
    NavigableMap<Long, Long>[] maps = new NavigableMap[trace.containers()];
    found = maps;
    pinnedOf = new long[trace.containers()];
  }

  /**
   * @param widenLimit bytes; 0 for pages only
   */
  public static Result run(Trace trace, long widenLimit) {
    Containment cache = new Containment(trace, widenLimit);
    for (int event = 0; event < trace.events(); event++) {
      if (trace.isEnd(event)) {
        cache.end(trace.container(event));
      } else {
        cache.access(trace.container(event), trace.address(event), trace.address(event) + trace.length(event));
      }
    }
    return new Result(trace.accesses(), trace.accesses() - cache.registrations, cache.registrations, cache.pinned.most());
  }

  private void end(int container) {
    found[container] = null;
    pinned.remove(pinnedOf[container]);
    pinnedOf[container] = 0;
  }

  private void access(int container, long start, long end) {
    if (found[container] == null) {
      found[container] = new TreeMap<>();
    }
    Map.Entry<Long, Long> before = found[container].floorEntry(start);
    if (before == null || before.getValue() < end) {
      register(container, start, end);
    }
  }

  private void register(int container, long start, long end) {
    long base = trace.base(container);
    long size = trace.size(container);
    boolean whole = size <= widenLimit;
    long from = whole ? base : Math.max(base, Pages.down(start));
    long to = whole ? base + size : Math.min(base + size, Pages.up(end));
    NavigableMap<Long, Long> ranges = found[container];
    ranges.tailMap(from, true).values().removeIf(other -> other <= to); // they stay registered, but this one is found instead
    Map.Entry<Long, Long> before = ranges.floorEntry(from);
    if (before == null || before.getValue() < to) {
      ranges.put(from, to);
    }
    registrations++;
    pinnedOf[container] += Pages.spanned(from, to);
    pinned.add(Pages.spanned(from, to));
  }
}
