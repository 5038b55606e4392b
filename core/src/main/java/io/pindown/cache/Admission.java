package io.pindown.cache;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Room for another registration: under the cache's own limits, and on the device when it says that it has none.
 *
 * <p>Evicts what is not in use. Under pressure it gives back at most twice what is asked for, and a few registrations more, so that a
 * request that never fits does not empty the cache, and waits for what other threads are taking out and deregistering before it says
 * that there is nothing. As long as a request is under pressure it goes first ({@link RightOfWay}), so that others do not take what it has given back.
 */
final class Admission<H> {
  private static final int SPARE_TRIES = 8;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(RightOfWay.PATIENCE_MILLIS);
  private static final long PAUSE_NANOS = 50_000;

  private final CacheOptions options;
  private final CacheCounters counters;
  private final Roster<H> roster;
  private final Departures<H> departures;
  private final Invalidator<H> invalidator;
  private final RightOfWay way = new RightOfWay();

  Admission(CacheOptions options, CacheCounters counters, Roster<H> roster, Departures<H> departures, Invalidator<H> invalidator) {
    this.options = options;
    this.counters = counters;
    this.roster = roster;
    this.departures = departures;
    this.invalidator = invalidator;
  }

  /** Takes up room for one registration of so many bytes, until {@link Roster#add} or {@link Roster#unreserve}; false if there is none. */
  boolean reserve(long pinned) {
    if (pinned > options.maxBytes()) {
      return false;
    }
    while (!roster.reserve(pinned, options.maxRegistrations(), options.maxBytes())) {
      boolean tooMany = roster.size() >= options.maxRegistrations();
      if (evictOne(tooMany ? EvictionOrder.Scarce.REGISTRATIONS : EvictionOrder.Scarce.BYTES) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The tries of one registration on a device that may be full; waits first for another one that is under pressure. */
  Pressure pressure(long pinned) {
    way.giveWay();
    return new Pressure(pinned);
  }

  /** One thread's. */
  final class Pressure implements AutoCloseable {
    private final long wanted;
    private long gone = departures.gone();
    private long given;
    private int spare = SPARE_TRIES;
    private int settles = SPARE_TRIES;
    private boolean first;

    private Pressure(long pinned) {
      wanted = pinned * 2;
    }

    /** Called after each refusal: makes some room, if that may help; false to give up. */
    boolean relieve() {
      if (given >= wanted && spare-- <= 0) {
        return false;
      }
      first = first || way.take();
      long cleared = departures.clear();
      if (cleared == 0) {
        cleared = evictOne(EvictionOrder.Scarce.BYTES); // a device that lacks places gets one, too
      }
      given += cleared;
      if (cleared != 0) {
        gone = departures.gone();
        return true;
      }
      awaitOthers();
      long now = departures.gone();
      boolean more = now != gone && spare-- > 0;
      gone = now;
      return more;
    }

    /**
     * Called when the device has pages of {@code [start, end)} registered that have changed since: deregisters what has, or waits for those who do. If that was
     * not enough, takes out what holds them and is not in use, though its own part has not changed. False to give up, as when they are in use still.
     */
    boolean settle(long start, long end) {
      if (settles-- <= 0) {
        return false;
      }
      invalidator.reap();
      if (settles < SPARE_TRIES - 1) {
        List<Registration<H>> taken = roster.takeOverlapping(start, end, true);
        for (int i = 0; i < taken.size(); i++) { // not by an iterator, for which there may be no memory
          counters.evictions.increment();
          invalidator.retire(taken.get(i));
        }
      }
      departures.clearAndWait();
      if (departures.gone() == gone) {
        LockSupport.parkNanos(PAUSE_NANOS); // another thread may have drained it, and not yet retired it
        departures.clearAndWait();
      }
      gone = departures.gone();
      return true;
    }

    /**
     * What nobody uses may be in the hands of other threads: being deregistered, or taken out and on its way there, all at once where the
     * cache is flushed. A thread that is not run keeps it for as long, so this waits, and not for ever.
     */
    private void awaitOthers() {
      departures.clearAndWait();
      long since = System.nanoTime();
      while (departures.gone() == gone && roster.someLeaveIdle() && System.nanoTime() - since < PATIENCE_NANOS) {
        LockSupport.parkNanos(PAUSE_NANOS);
        departures.clearAndWait();
      }
    }

    /** The tries are over. */
    @Override
    public void close() {
      if (first) {
        way.end();
      }
    }
  }

  /** Takes out and deregisters one that is not in use; returns its bytes, 0 if all are in use. */
  private long evictOne(EvictionOrder.Scarce scarce) {
    Registration<H> victim = roster.takeIdle(scarce);
    if (victim == null) {
      return 0;
    }
    counters.evictions.increment();
    invalidator.retire(victim);
    departures.clear();
    return victim.pinned();
  }
}
