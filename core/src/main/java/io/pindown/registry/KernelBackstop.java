package io.pindown.registry;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Applies the kernel's events to an address space: hits the watches in their ranges, whoever caused them, and tells what no hook has
 * announced from what one has.
 *
 * <p>A hit asks {@link #settled} besides its own watch; events are applied by whoever finds that they are not, under a lock, and never by
 * a hook. What hooks tell is noted beside, without a lock. What a container that is unmapped or emptied unannounced has left is not relied
 * on any more: of pages about to be taken away nothing tells when they are gone, and of unmapped ones nobody knows whose they are next.
 *
 * <pre>
 * field       written by               access      publishes
 * settledAt   who drains, locked       volatile    nothing; up to when all events were handed over, for telling old endings
 * see {@link Announcements} and the implementation of {@link KernelSource} for the rest
 * </pre>
 */
final class KernelBackstop implements KernelEvents, KernelSource.Sink {
  /**
   * How long an ending announces an event over what has begun there since: for the moment in which another thread has the address already
   * and the reader the event not yet. An ending whose memory was not monitored has no event, and after this it announces nobody else's.
   */
  private static final long MOST_NANOS = 500_000_000L;

  private static final int ENDINGS = 1 << 14;
  private static final int WARM = 16;
  private static final long PAGE = 4096;

  private final KernelSource events;
  private final KernelFindings findings;
  private final Containers containers;
  private final WatchIndex watches;
  private final Announcements ends = new Announcements(ENDINGS);
  private final Announcements begins = new Announcements(ENDINGS);
  private final ReentrantLock settling = new ReentrantLock();
  private final long[] kinds = new long[KernelSource.Kind.values().length]; // under the lock, as the next four
  private final long[] verdicts = new long[Announcements.Verdict.values().length];
  private long harmless;
  private long losses;
  private final LongAdder monitored = new LongAdder();
  private final LongAdder unmonitored = new LongAdder();
  private volatile long settledAt = System.nanoTime();

  KernelBackstop(KernelSource events, KernelFindings findings, Containers containers, WatchIndex watches) {
    this.events = events;
    this.findings = findings;
    this.containers = containers;
    this.watches = watches;
    for (int i = 0; i < WARM; i++) { // so that no hook loads or links anything; nothing of anybody's is there
      ending(Announcements.CHANGING, 0, 1);
      changed(0, 1);
      begun(0, 1);
    }
  }

  // ---- called by hooks ----

  /** Before a range ends or changes: none of the events of that has been handed out. */
  void ending(int kind, long start, long end) {
    ends.add(kind, start, end, events.progress() >> 1, System.nanoTime());
  }

  /** After a change: all of its events have been handed out, the last one maybe not counted yet. */
  void changed(long start, long end) {
    ends.add(Announcements.CHANGED, start, end, events.progress() + 1 >> 1, System.nanoTime());
  }

  /** Something new is at an address; events of what was there before, if this thread caused them, have been handed out. */
  void begun(long start, long end) {
    begins.add(Announcements.BEGUN, start, end, events.progress() + 1 >> 1, System.nanoTime());
  }

  // ---- called by who hits, watches, and settles ----

  @Override
  public boolean settled() {
    return events.settled();
  }

  @Override
  public void settle() {
    settling.lock();
    try {
      long now = System.nanoTime();
      if (events.drain(this)) {
        settledAt = now;
      }
    } finally {
      settling.unlock();
    }
  }

  @Override
  public boolean watch(long start, long end) {
    boolean told = events.watch(start & -PAGE, end + PAGE - 1 & -PAGE);
    (told ? monitored : unmonitored).increment();
    return told;
  }

  @Override
  public boolean unchanged(long start, long end) {
    settle(); // what has hit its watch is known then; what the kernel does not tell is no longer covered
    return settled() && events.covers(start & -PAGE, end + PAGE - 1 & -PAGE);
  }

  @Override
  public void changed(KernelSource.Kind kind, long start, long end, long position) {
    kinds[kind.ordinal()]++;
    long since = settledAt - MOST_NANOS;
    boolean unmaps = kind == KernelSource.Kind.UNMAPPED;
    Announcements.Verdict verdict = ends.verdict(unmaps, start, end, position, since);
    if (verdict != Announcements.Verdict.ANNOUNCED) {
      verdict = judge(kind, start, end, position, since);
    }
    if (verdict == null) {
      harmless++;
    } else {
      verdicts[verdict.ordinal()]++;
    }
    // after the containers are forgotten: what is armed from here on finds none. What was here when the end of it was announced was hit then
    boolean late = unmaps && verdict == Announcements.Verdict.ANNOUNCED;
    watches.hitAny(start, end, late ? WatchIndex.LATE : WatchIndex.ANY);
  }

  /** The worst that can be said of the containers in the range; null if none was there at the time. */
  private Announcements.Verdict judge(KernelSource.Kind kind, long start, long end, long position, long since) {
    boolean unmaps = kind == KernelSource.Kind.UNMAPPED;
    Announcements.Verdict worst = null;
    for (long base : containers.basesIn(start, end)) {
      long limit = base + Containers.size(containers.get(base));
      if (limit <= Math.max(start, base)) {
        continue; // gone meanwhile
      }
      if (begins.hasBegunAfter(base, position)) { // the event was of what was there before, and so has hit it
        if (wasThere(unmaps, base, Math.max(start, base), Math.min(end, limit), position, since)) {
          findings.unannounced(kind, start, end, position, base);
          worst = Announcements.Verdict.UNANNOUNCED;
        }
        continue;
      }
      Announcements.Verdict verdict = ends.verdict(unmaps, Math.max(start, base), Math.min(end, limit), position, since);
      if (verdict != Announcements.Verdict.ANNOUNCED) {
        containers.forget(base);
      }
      if (verdict == Announcements.Verdict.UNANNOUNCED) {
        findings.unannounced(kind, start, end, position, base);
      }
      worst = worst == null || verdict.compareTo(worst) > 0 ? verdict : worst;
    }
    return worst;
  }

  /** Whether a container that has another one in its place by now was live when the event came, as far as is remembered. */
  private boolean wasThere(boolean unmaps, long base, long from, long to, long position, long since) {
    long begun = begins.lastBefore(Announcements.BEGUN, base, base + 1, position);
    long ended = ends.lastBefore(Announcements.ENDING, from, to, position);
    return begun != 0
        && (ended == 0 || ended - begun < 0)
        && ends.verdict(unmaps, from, to, position, since) == Announcements.Verdict.UNANNOUNCED;
  }

  @Override
  public void lost() {
    losses++;
    containers.forgetAll();
    watches.hitAll(WatchIndex.ANY);
  }

  KernelStatistics statistics() {
    settling.lock();
    try {
      return new KernelStatistics(
          kinds[KernelSource.Kind.UNMAPPED.ordinal()],
          kinds[KernelSource.Kind.REMOVED.ordinal()],
          kinds[KernelSource.Kind.MOVED.ordinal()],
          verdicts[Announcements.Verdict.ANNOUNCED.ordinal()],
          harmless,
          verdicts[Announcements.Verdict.UNANNOUNCED.ordinal()],
          verdicts[Announcements.Verdict.UNDECIDED.ordinal()],
          losses,
          monitored.sum(),
          unmonitored.sum());
    } finally {
      settling.unlock();
    }
  }
}
