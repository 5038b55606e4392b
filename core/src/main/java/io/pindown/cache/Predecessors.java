package io.pindown.cache;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where registrations were that a change of memory took out: what a cache that looks at addresses only would go on finding. An acquire that misses and
 * finds its range here is one that such a cache would have served from memory that is not there any more.
 *
 * <p>Ranges only, {@value #MOST} at most in all caches of the process together, so that memory does not grow with what changes: of more, a cache forgets its own
 * at the lowest addresses, and what is counted is too little. Thread-safe; asked by misses, never by hits.
 */
final class Predecessors {
  private static final int MOST = 1 << 13;
  /** What {@link #MOST} has left; what caches have that nobody has closed is not given back. */
  private static final AtomicInteger LEFT_FOR_ALL = new AtomicInteger(MOST);
  /** How many ranges that begin before one are looked at: only registrations that overlap each other make it more than one. */
  private static final int LOOKS = 8;

  /** Starts and ends; of two that begin at the same byte the longer one. Guarded by this. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();
  private final AtomicInteger left;
  /** A hint: who sees none need not take the lock. */
  private volatile boolean any;

  Predecessors() {
    this(LEFT_FOR_ALL);
  }

  /** @param left for how many ranges more there is room in all that share it */
  Predecessors(AtomicInteger left) {
    this.left = left;
  }

  /** A registration of {@code [start, end)} was taken out because its memory changed. */
  synchronized void add(long start, long end) {
    int before = ranges.size();
    ranges.merge(start, end, Math::max);
    if (ranges.size() != before && left.decrementAndGet() < 0) {
      forgetFirst();
    }
    any = !ranges.isEmpty();
  }

  private void forgetFirst() {
    ranges.pollFirstEntry();
    left.incrementAndGet();
  }

  /** The cache has ended. */
  synchronized void clear() {
    left.addAndGet(ranges.size());
    ranges.clear();
    any = false;
  }

  /** Whether one was around {@code [start, end)}; not any more from then on, since memory is registered anew there. */
  boolean take(long start, long end) {
    return any && takeOne(start, end);
  }

  private synchronized boolean takeOne(long start, long end) {
    Map.Entry<Long, Long> before = ranges.floorEntry(start);
    for (int look = 0; look < LOOKS && before != null; look++) {
      if (before.getValue() >= end) {
        ranges.remove(before.getKey());
        left.incrementAndGet();
        any = !ranges.isEmpty();
        return true;
      }
      before = ranges.lowerEntry(before.getKey());
    }
    return false;
  }
}
