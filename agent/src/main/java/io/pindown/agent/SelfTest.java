package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Change;
import io.pindown.agent.point.Point;
import java.util.List;

/**
 * Proves what the hooks see, by firing real events and watching them arrive. What is cheap is proven when the agent is
 * installed. The rest needs classes that most applications load late or never; it is proven when core first asks, before it
 * caches memory of that kind.
 *
 * <p>A kind of change is proven when its events arrived and each row of the table for it has as many sites as it must have.
 * What cannot be proven is named in one line, once, and stays unproven. Thread-safe.
 */
final class SelfTest implements Runnable {
  private final Inside inside;
  private final List<Point> points;
  private final Rewriting rewriting;
  private final Installer installer;
  private final LinkedHandles linked;
  private final int jdk;
  private final long expected;
  private long tried;
  private long proven;

  SelfTest(Inside inside, List<Point> points, Rewriting rewriting, Installer installer, LinkedHandles linked, int jdk) {
    this.inside = inside;
    this.points = points;
    this.rewriting = rewriting;
    this.installer = installer;
    this.linked = linked;
    this.jdk = jdk;
    long bits = 0L;
    for (Point point : points) {
      bits |= point.change().bit();
    }
    this.expected = bits | Change.REFLECTION.bit();
  }

  /** Fires what needs no further class. */
  synchronized void atStart() {
    Witness witness = new Witness();
    inside.subscribe(witness.sinks());
    try {
      long base = inside.allocate(640L);
      long moved = inside.reallocate(base, 1280L);
      inside.free(moved);
      conclude(Change.ALLOCATE, witness.saw(Witness.ALLOCATED, base, 640L), null);
      conclude(
          Change.REALLOCATE,
          witness.saw(Witness.REALLOCATION_BEGIN, base, 1280L) && witness.saw(Witness.REALLOCATION_END, base, moved),
          null);
      conclude(Change.FREE, witness.saw(Witness.FREED, moved), null);
    } finally {
      inside.unsubscribe(witness.sinks());
    }
    inside.coverage(expected, proven);
  }

  /** Fires what has not been fired yet; does nothing later. */
  @Override
  public synchronized void run() {
    if (tried == expected) {
      return;
    }
    Witness witness = new Witness();
    inside.subscribe(witness.sinks());
    try {
      LateProofs late = new LateProofs(inside, linked, jdk);
      for (Change change : Change.values()) {
        if ((expected & ~tried & change.bit()) != 0L) {
          prove(late, change, witness);
        }
      }
    } finally {
      inside.unsubscribe(witness.sinks());
    }
    inside.coverage(expected, proven);
  }

  /** Takes back what was proven, for a reason found out later. */
  synchronized void drop(Change change, String reason) {
    if ((tried & change.bit()) == 0L || (proven & change.bit()) != 0L) {
      tried |= change.bit();
      proven &= ~change.bit();
      inside.coverage(expected, proven);
      Log.error(change + " is no longer covered, memory it concerns is registered for each use: " + reason);
    }
  }

  synchronized long expected() {
    return expected;
  }

  synchronized long proven() {
    return proven;
  }

  private void prove(LateProofs late, Change change, Witness witness) {
    boolean arrived = false;
    Throwable failure = null;
    if (change == Change.REFLECTION) {
      String reason = installer.hookUnmap(inside, linked);
      if (reason != null) {
        tried |= change.bit();
        Log.info("reflection on the native that unmaps files is not seen, since its class was loaded before the agent: " + reason);
        return;
      }
    }
    try {
      arrived = late.fire(change, witness);
      if (!arrived) {
        installer.rewriteAgain(change);
        arrived = late.fire(change, witness);
      }
    } catch (Throwable e) {
      failure = e;
    }
    conclude(change, arrived, failure);
  }

  private void conclude(Change change, boolean arrived, Throwable failure) {
    if ((tried & change.bit()) != 0L) {
      return; // dropped meanwhile, by what the proof itself brought to light
    }
    tried |= change.bit();
    String gap = gap(change);
    if (arrived && gap == null) {
      proven |= change.bit();
      return;
    }
    String reason = gap != null ? gap : failure != null ? failure.toString() : "an event was fired and did not arrive";
    if (change == Change.REFLECTION || change == Change.LIBRARY) {
      Log.info(change + " is not covered: " + reason); // nothing else depends on it
      return;
    }
    Log.error(change + " is not covered, memory it concerns is registered for each use: " + reason);
  }

  /** Why a row for this change is not as it must be; null when all are. */
  private String gap(Change change) {
    for (Point point : points) {
      if (point.change() == change) {
        int found = rewriting.found(point);
        if (found < 0) {
          installer.rewriteLoaded(); // loaded by the agent itself while it was rewriting another class, as can be
          found = rewriting.found(point);
        }
        if (rewriting.sites(point) > 0 && found != rewriting.sites(point)) {
          Throwable failure = rewriting.failure(point);
          return point + ": " + (failure != null ? failure.toString() : found < 0 ? "not rewritten" : found + " sites, expected " + rewriting.sites(point));
        }
      }
    }
    return null;
  }
}
