package io.pindown.cache;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where registrations were that a change of memory took out: what a cache that looks at addresses only would go on finding. An acquire that misses and
 * finds its range here is one that such a cache would have served from memory that is not there any more.
 *
 * <p>Ranges only, {@value #MOST} at most in all caches of the process together, so that memory does not grow with what changes: of more, a cache forgets its own
 * at the lowest addresses, and what is counted is too little. Thread-safe; asked by misses, never by hits.
 *
 * <p>A miss does not wait for another thread that has been told of a change and has not said so here yet. As long as any is about that, between {@link #begin}
 * and {@link #end}, misses that find nothing are noted, and whoever adds a range that such a miss was in finds the miss instead.
 *
 * <pre>
 * field        written by               access              publishes
 * telling      begin, end, under this   volatile            that what was drained may not be here yet; raised before the drain, so a miss that finds nothing left
 *                                                           to drain reads it afterwards, and reads any after that
 * any          under this               volatile            a hint: who sees neither need not take the lock
 * all others   under this               -                   -
 * </pre>
 */
final class Predecessors {
  /** For {@link #add}: the change was not asked for between {@link #begin} and {@link #end}. */
  static final long NOT_ASKED = Long.MAX_VALUE;

  private static final int MOST = 1 << 13;
  /** What {@link #MOST} has left; what caches have that nobody has closed is not given back. */
  private static final AtomicInteger LEFT_FOR_ALL = new AtomicInteger(MOST);
  /** Misses that are noted; of more, the oldest is forgotten. */
  private static final int MOST_MISSES = 64;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_AGAIN_NANOS = 20_000;
  /** How many ranges that begin before one are looked at: only registrations that overlap each other make it more than one. */
  private static final int LOOKS = 8;

  /**
   * A miss of {@code [start, end)} that found nothing, and how often somebody had begun to tell until then. No record: the first comparison of
   * one initialises a class of the JDK, and if that fails for want of memory, so does each comparison after it, and what compares.
   */
  static final class Miss {
    private final long start;
    private final long end;
    private final long begun;

    private Miss(long start, long end, long begun) {
      this.start = start;
      this.end = end;
      this.begun = begun;
    }

    long start() {
      return start;
    }

    long end() {
      return end;
    }
  }

  /** Starts and ends; of two that begin at the same byte the longer one. Guarded by this. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();
  private final ArrayDeque<Miss> misses = new ArrayDeque<>();
  private long begun;
  private final AtomicInteger left;
  private volatile int telling;
  private volatile boolean any;

  Predecessors() {
    this(LEFT_FOR_ALL);
  }

  /** @param left for how many ranges more there is room in all that share it */
  Predecessors(AtomicInteger left) {
    this.left = left;
  }

  /** The calling thread is going to ask what has changed, and adds that before {@link #end}, with the number that this returns. */
  synchronized long begin() {
    telling++;
    return ++begun;
  }

  /** It has. */
  synchronized void end() {
    if (--telling == 0) {
      misses.clear();
    }
  }

  /** Waits until all who have begun to tell have ended; for a fifth of a second at most, should there always be some. */
  void awaitTold() {
    long begun = System.nanoTime();
    while (telling != 0 && System.nanoTime() - begun < PATIENCE_NANOS) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /**
   * A registration of {@code [start, end)} was taken out because its memory changed.
   *
   * @param since from {@link #begin}, for a change that was asked for since; {@link #NOT_ASKED} otherwise
   * @return a miss since then that would have been served from there; null mostly, and then it is for later ones
   */
  synchronized Miss add(long start, long end, long since) {
    for (Miss miss : misses) {
      if (miss.begun >= since && start <= miss.start && miss.end <= end) {
        misses.remove(miss);
        return miss;
      }
    }
    int before = ranges.size();
    Long known = ranges.get(start);
    ranges.put(start, known == null ? end : Math.max(known, end));
    if (ranges.size() != before && left.decrementAndGet() < 0) {
      forgetFirst();
    }
    any = !ranges.isEmpty();
    return null;
  }

  private void forgetFirst() {
    ranges.pollFirstEntry();
    left.incrementAndGet();
  }

  /** The cache has ended. */
  synchronized void clear() {
    left.addAndGet(ranges.size());
    ranges.clear();
    misses.clear();
    any = false;
  }

  /** Whether one was around {@code [start, end)}; not any more from then on, since memory is registered anew there. */
  boolean take(long start, long end) {
    return (telling != 0 || any) && takeOne(start, end);
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
    if (telling != 0) {
      note(start, end);
    }
    return false;
  }

  private void note(long start, long end) {
    if (misses.size() == MOST_MISSES) {
      misses.removeFirst();
    }
    misses.addLast(new Miss(start, end, begun));
  }
}
