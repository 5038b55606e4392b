package io.pindown.cache;

import io.pindown.registrar.Registrar;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Registrations that nobody uses any more, waiting to be deregistered: by the cache's own thread, by whoever misses, and by whoever adds
 * one beyond the bound. Never by a thread that frees memory, since that one only marks.
 *
 * <p>Also what a registration needs of its cache, so that it has one reference to it.
 *
 * @param <H> the registrar's kind of registration
 */
final class Departures<H> {
  private static final int MOST_STRIPED = 256;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOK_AGAIN_NANOS = 20_000;

  private final Registrar<H> registrar;
  /** Asked for once: what fails there must not fail in the middle of a deregistration. */
  private final String name;
  private final CacheCounters counters;
  private final CacheEvents events;
  private final ConcurrentLinkedQueue<Registration<H>> waiting = new ConcurrentLinkedQueue<>();
  /** Inside are those that deregister. */
  private final Gate gate = new Gate();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger highWater = new AtomicInteger();
  private final AtomicLong pinnedBytes = new AtomicLong();
  private final AtomicInteger striped = new AtomicInteger();
  private final AtomicLong goneSoFar = new AtomicLong();
  private final int bound;
  private int ticks; // racy: who reads an old one does no harm
  private volatile Runnable arrival = () -> {};
  private volatile Consumer<Registration<H>> changeInUse = r -> {};
  private volatile Consumer<Registration<H>> gone = r -> {};

  /**
   * @param bound how many may wait
   */
  Departures(Registrar<H> registrar, CacheCounters counters, CacheEvents events, int bound) {
    this.registrar = registrar;
    this.name = registrar.name();
    this.counters = counters;
    this.events = events;
    this.bound = bound;
  }

  /** Who is to hear that something waits. */
  void onArrival(Runnable listener) {
    arrival = listener;
  }

  /** Who is to hear of a release whose memory has changed under the lease. */
  void onChangeInUse(Consumer<Registration<H>> listener) {
    changeInUse = listener;
  }

  /** Who is to hear that a registration has been deregistered. */
  void onGone(Consumer<Registration<H>> listener) {
    gone = listener;
  }

  void changedInUse(Registration<H> registration) {
    changeInUse.accept(registration);
  }

  /** Bytes were pinned. */
  void pinned(long bytes) {
    pinnedBytes.addAndGet(bytes);
  }

  long pinnedBytes() {
    return pinnedBytes.get();
  }

  /** Leases were taken that no registration counts any more. */
  void collect(long taken) {
    counters.leases.add(taken);
  }

  /** Moves with {@link #tick}. */
  int now() {
    return ticks;
  }

  /** A while has passed; one thread at a time. */
  void tick() {
    ticks++;
  }

  /** Stripes for a registration that threads meet at; null if there are enough. */
  LeaseStripes newStripes() {
    if (striped.incrementAndGet() <= MOST_STRIPED) {
      return new LeaseStripes();
    }
    striped.decrementAndGet();
    return null;
  }

  /** Stripes are out of use. */
  void giveUp(LeaseStripes stripes) {
    if (stripes.giveUp()) {
      striped.decrementAndGet();
    }
  }

  /**
   * Takes a registration that has been closed; one that was for one use is deregistered at once, since its user waits for that.
   */
  void depart(Registration<H> registration) {
    if (registration.stripes() != null) {
      giveUp(registration.stripes());
    }
    if (!registration.isCached()) {
      deregister(registration);
      return;
    }
    try {
      waiting.add(registration);
    } catch (OutOfMemoryError e) {
      deregister(registration); // nobody else would ever do it
      return;
    }
    int now = count.incrementAndGet();
    for (int high = highWater.get(); high < now && !highWater.compareAndSet(high, now); ) {
      high = highWater.get();
    }
    if (now <= bound) {
      arrival.run();
    } else {
      clear();
    }
  }

  /** Moves with each deregistration. */
  long gone() {
    return goneSoFar.get();
  }

  /** Deregisters all that waits; returns how many bytes that were. Others may still be at some that this thread does not see any more. */
  long clear() {
    if (count.get() == 0) {
      return 0;
    }
    int ticket = gate.enter();
    if (ticket < 0) {
      return 0; // so many others are at it
    }
    long done = 0;
    try {
      for (Registration<H> r; (r = waiting.poll()) != null; done += r.pinned()) {
        count.decrementAndGet();
        deregister(r);
      }
    } finally {
      gate.leave(ticket);
    }
    return done;
  }

  /** {@link #clear}, and waits for what other threads are deregistering; not if a registrar comes back from inside of that. */
  void clearAndWait() {
    clear();
    gate.awaitOthers();
  }

  /**
   * {@link #clearAndWait}, and waits for what other threads have taken out of the roster and not brought here yet: the cache's own one, and who misses. Not for
   * long, and not if a registrar comes back from inside of a deregistration, which would wait for itself.
   */
  void clearAllAndWait(Roster<H> roster) {
    clearAndWait();
    List<Registration<H>> inHands = gate.isInside() ? List.of() : roster.leavingIdle();
    long since = System.nanoTime();
    while (!inHands.isEmpty() && roster.anyLeave(inHands) && System.nanoTime() - since < PATIENCE_NANOS) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      clearAndWait();
    }
  }

  /** Deregisters what was registered and never opened, so that it is nowhere else. */
  void undo(Registration<H> registration) {
    deregister(registration);
  }

  private void deregister(Registration<H> registration) {
    Object begun = events.beginDeregistration();
    H handle = registration.surrender();
    try {
      registrar.deregister(handle);
      counters.deregistrations.increment();
    } catch (Throwable e) { // an Error, too: this thread may be anybody's who missed
      counters.failedDeregistrations.increment();
      failed(registration, e);
    } finally {
      pinnedBytes.addAndGet(-registration.pinned());
      goneSoFar.incrementAndGet();
      events.deregistered(registration, name, begun);
      gone.accept(registration);
    }
  }

  /** Says so once, if there is memory for it. */
  private void failed(Registration<H> registration, Throwable cause) {
    try {
      CacheLog.once("deregister", "could not deregister " + registration + " with " + name + "; its memory may stay pinned", cause);
    } catch (Throwable e) {
      // it is counted
    }
  }

  int waiting() {
    return count.get();
  }

  int highWater() {
    return highWater.get();
  }
}
