package io.pindown.registry;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One user's watches: a dirty flag each, a generation counter for all, and a drain that reports each dirty watch once per arm.
 *
 * <p>The answer of ummunotify (Roland Dreier, 2009) to changes of mapping, for one process and in it. Memory is proportional to the
 * number of watches; no event is queued, so none is lost. All methods may be called from any thread at any time.
 *
 * <p>Answers to what the review of 2010 left open:
 *
 * <ul>
 *   <li><b>Duplicate cookies, identical and overlapping ranges</b> are fine. The {@link Watch} object is the identity, each watch is
 *       reported for itself, and removing one leaves the others.
 *   <li><b>Close with dirty or armed watches</b>: all of them end, none is clean any more, what was not drained is not reported, the
 *       threads in {@link #await} return, later calls are refused with IllegalStateException.
 *   <li><b>Close while another thread drains</b>: that drain returns what it has reported so far.
 *   <li><b>A drain buffer smaller than what is dirty</b>: the rest stays for the next drain, and {@link #drainedGeneration} does not
 *       move until nothing is left. An empty buffer is refused.
 *   <li><b>Several consumers</b>: each dirty watch is reported to one of them.
 *   <li><b>A storm of events</b> allocates nothing; a watch that is dirty already only counts its hits.
 * </ul>
 *
 * <pre>
 * field        written by          access       publishes
 * progress     events              getAndAdd    high 48 bits, the generation: the marks, and their places on the dirty stack, of the
 *                                               event that moved it; low 16 bits: events that may have made watches dirty that are
 *                                               not on the stack yet
 * drained      consumers           CAS to max   the generation up to which everything was reported or unwatched
 * closed       close               volatile     -
 * </pre>
 */
public final class WatchRegistry implements AutoCloseable {
  private static final long FIRST_PARK_NANOS = 1_000;
  private static final long LAST_PARK_NANOS = 1_000_000;
  private static final long ONE_GENERATION = 1 << 16;

  private final AddressSpace space;
  private final String name;
  private final Object attachment;
  private final DirtyWatches dirty = new DirtyWatches();
  private final AtomicLong progress = new AtomicLong();
  private final AtomicLong drained = new AtomicLong();
  private final AtomicInteger size = new AtomicInteger();
  private volatile boolean closed;

  WatchRegistry(AddressSpace space, String name, Object attachment) {
    this.space = space;
    this.attachment = attachment;
    this.name = Objects.requireNonNull(name, "name");
  }

  AddressSpace space() {
    return space;
  }

  /** What it was made with, or null. */
  public Object attachment() {
    return attachment;
  }

  DirtyWatches dirty() {
    return dirty;
  }

  /** Called by an event before it marks watches of this registry. */
  void announce() {
    progress.getAndIncrement();
  }

  /** Called by an event that has marked what it announced and queued what it made dirty; {@code hit} if there was anything. */
  void arrived(boolean hit) {
    progress.getAndAdd(hit ? ONE_GENERATION - 1 : -1);
  }

  private long now() {
    return progress.get() / ONE_GENERATION;
  }

  /**
   * Watches {@code [address, address + length)}, armed. Nothing needs to be mapped there. From the return on, every change of it that
   * begins is reported; one that was in progress is reported at its end.
   *
   * @param address first byte, 1 to 2^63 - 1, any alignment
   * @param length bytes, above 0
   * @param cookie any value; several watches may have the same
   * @throws IllegalArgumentException if the range is empty or wraps
   * @throws IllegalStateException if the registry is closed
   */
  public Watch watch(long address, long length, long cookie) {
    Watch watch = new Watch.Named(this, address, length, cookie);
    add(watch);
    return watch;
  }

  /**
   * Arms a watch that was made for this registry and never armed: {@link #watch} for who extends {@link Watch}.
   *
   * @throws IllegalArgumentException if it is another registry's watch
   * @throws IllegalStateException if the registry is closed
   */
  public void add(Watch watch) {
    requireOwn(watch);
    requireOpen();
    space.arm(watch);
    size.incrementAndGet();
    if (closed) {
      // close() may have swept before the watch was there
      if (watch.retire() != Watch.REMOVED) {
        space.disarm(watch);
        size.decrementAndGet();
      }
      requireOpen();
    }
  }

  /**
   * A watch of this registry that contains {@code [start, end)} and whose {@link Watch#serves} is true, or null. Takes no lock and
   * allocates nothing. Which one, if there are several, is not said.
   */
  public Watch lookup(long start, long end, long argument) {
    return space.lookup(this, start, end, argument);
  }

  /**
   * Takes a watch out. It is not reported after this has returned, also if it was dirty.
   *
   * @return whether the watch was there: false the second time, and after close
   * @throws IllegalArgumentException if it is another registry's watch
   */
  public boolean unwatch(Watch watch) {
    requireOwn(watch);
    int status = watch.retire();
    if (status == Watch.REMOVED) {
      return false;
    }
    space.disarm(watch);
    size.decrementAndGet();
    if (status == Watch.DIRTY) {
      dirty.forget();
    }
    return true;
  }

  /**
   * Arms a reported watch again, with its hits at 0. An event between the drain that reported it and this call is not reported
   * again: arm first, then look at the memory.
   *
   * @return true if the watch is armed now, or was still; false if it is dirty and no drain has reported that yet
   * @throws IllegalStateException if the watch was taken out or the registry is closed
   */
  public boolean rearm(Watch watch) {
    requireOwn(watch);
    requireOpen();
    while (true) { // what the watch is may change between a look and the try
      int status = watch.status();
      switch (status) {
        case Watch.ARMED:
          return true;
        case Watch.DIRTY:
        case Watch.REPORTED:
          if (space.rearm(watch)) {
            return true;
          }
          if (status == Watch.DIRTY) {
            return false;
          }
          break;
        default:
          requireOpen(); // again: it may have been close() that took it out, since the first look
          throw new IllegalStateException(watch + " was taken out of registry " + name + "; only a watch that is in it can be armed");
      }
    }
  }

  /**
   * {@link #rearm} of a watch that was reported and that nothing has hit but frees of blocks ({@link Watch#isOnlyFreed}): for who knows from
   * elsewhere that the memory has stayed what it was, and has said so ({@link AddressSpace#keepFreed}). One step: an event of another kind, at the same time, either comes before, and the
   * watch stays as it is, or hits the armed watch.
   *
   * @return whether the watch is armed now
   * @throws IllegalStateException if the registry is closed
   */
  public boolean rearmFreed(Watch watch) {
    requireOwn(watch);
    requireOpen();
    return space.rearmFreed(watch);
  }

  /**
   * Moves by 1 or more with each event that hits a watch, from 0; never for an event that hits none. A few loads, unless an event was
   * lost: then everything is made dirty here, so that this moves.
   */
  public long generation() {
    space.settleLosses();
    return now();
  }

  /**
   * The generation up to which everything has been reported. Equal to {@link #generation} when nothing has happened since a drain
   * that left nothing behind: the check that a consumer makes before it drains.
   */
  public long drainedGeneration() {
    return drained.get();
  }

  /**
   * Reports dirty watches, oldest first: fills {@code cookies} from index 0 with the cookies of watches that were hit since they were
   * armed, and ends their being dirty.
   *
   * @param cookies room for one cookie at least; further elements are left as they are
   * @return how many were reported; 0 if nothing was dirty
   * @throws IllegalArgumentException if there is no room
   * @throws IllegalStateException if the registry is closed
   */
  public int drain(long[] cookies) {
    return drain(cookies.length, (i, watch) -> cookies[i] = watch.cookie());
  }

  /** {@link #drain(long[])} that tells the watches themselves. */
  public int drainWatches(Watch[] dirty) {
    return drain(dirty.length, (i, watch) -> dirty[i] = watch);
  }

  private int drain(int room, DirtyWatches.Report report) {
    if (room == 0) {
      throw new IllegalArgumentException("room for 0 watches; 1 or more are needed");
    }
    requireOpen();
    space.settleLosses();
    // before the drain: what moved it until here is on the stack already
    long seen = progress.get();
    boolean allArrived = seen % ONE_GENERATION == 0;
    return dirty.drain(
        room,
        report,
        () -> {
          if (allArrived) {
            drained.accumulateAndGet(seen / ONE_GENERATION, Math::max);
          }
        });
  }

  /**
   * Whether a drain is likely to report something: true from the end of the event that made a watch dirty until a drain has reported it.
   * A watch that was taken out may leave it true until the next drain; a hit of one that was reported and not armed again moves the
   * generation, but not this. A few loads if no watch was hit since the last drain.
   */
  public boolean isDrainDue() {
    return !space.nothingLost() || now() != drained.get() && !dirty.isEmpty();
  }

  /**
   * Waits until a drain is likely to report something. Costs the events nothing: the waiting thread looks, at least once a
   * millisecond.
   *
   * @return true if so, false if the time is over or the registry was closed
   */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    long park = FIRST_PARK_NANOS;
    while (!closed) {
      if (isDrainDue()) {
        return true;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, Math.min(left, park));
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for registry " + name);
      }
      park = Math.min(park * 2, LAST_PARK_NANOS);
    }
    return false;
  }

  /** Watches that are in, in any state. */
  public int size() {
    return size.get();
  }

  public String name() {
    return name;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Ends all watches; harmless the second time. */
  @Override
  public void close() {
    closed = true;
    space.retireAll(this);
  }

  /** Called for each watch that {@link AddressSpace#retireAll} has ended. */
  void retired() {
    size.decrementAndGet();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("registry " + name + " is closed");
    }
  }

  private void requireOwn(Watch watch) {
    if (watch.registry() != this) {
      throw new IllegalArgumentException(watch + " belongs to registry " + watch.registry().name + ", not to " + name);
    }
  }

  @Override
  public String toString() {
    return "WatchRegistry[" + name + ", " + size() + " watches, generation " + generation() + (closed ? ", closed" : "") + "]";
  }
}
