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
  private static final Change[] EARLY = {Change.ALLOCATE, Change.REALLOCATE, Change.FREE};

  private final Inside inside;
  private final List<Point> points;
  private final Rewriting rewriting;
  private final Installer installer;
  private final LinkedHandles linked;
  private final int jdk;
  private final long expected;
  private final Doubt doubt;
  private final Redefinitions redefinitions;
  private final Proofs proofs;
  private long tried;
  private long proven;
  /** What stays uncovered whatever is fired. */
  private long dropped;
  /** Whether something may have gone unseen since {@link #intact} was last asked. */
  private boolean gone;
  /** Whether the hooks are out, on purpose: then nothing is proven, and everything is in doubt all the time. */
  private boolean withdrawn;

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
    this.doubt = new Doubt(inside, expected);
    this.redefinitions = installer.redefinitions();
    this.proofs = new Proofs(inside, linked, jdk);
    rewriting.doubts(doubt);
  }

  /** Whom to tell when hooks are in doubt. */
  void onDoubt(Runnable listener) {
    doubt.tell(listener);
  }

  /** Fires what needs no further class. */
  synchronized void atStart() {
    long arrived = proofs.early();
    for (Change change : EARLY) {
      conclude(change, (arrived & change.bit()) != 0L, null);
    }
    publish();
  }

  /** Fires what has not been fired yet, and what is in doubt; does nothing later. */
  @Override
  public synchronized void run() {
    if (withdrawn) {
      return;
    }
    if (doubt.isRaised() && repeat(0L)) {
      doubt.tellCore();
    }
    if (tried == expected) {
      return;
    }
    installer.takeRewritten();
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
    publish();
    long rewritten = installer.takeRewritten() & proven;
    if (rewritten != 0L && repeat(rewritten)) { // what a transformer behind ours has done then concerns all hooks of the class
      doubt.tellCore();
    }
  }

  /** Fires everything again, whatever was proven or not; for when hooks may have gone or come unnoticed. */
  synchronized void again() {
    if (!withdrawn && repeat(tried)) {
      doubt.tellCore();
    }
    run();
  }

  /** Whether what was proven has been there since this was last asked, all the time. */
  synchronized boolean intact() {
    if (withdrawn) {
      doubt.tellCore(); // and the next who asks asks again: no watch is ever clean
      return false;
    }
    if (doubt.isRaised()) {
      repeat(0L);
    }
    if (doubt.isRaised()) {
      doubt.tellCore(); // others are at it still, or again: core has to ask once more before it trusts anything
    }
    boolean intact = !gone;
    gone = false;
    return intact;
  }

  /**
   * Takes the hooks out, where that can be, until {@link #restore}. Nothing is covered from before they go, and nothing from before is trusted after: core
   * asks {@link #intact} for that each time; other copies of it, which cannot be told, are told of a loss once the hooks are out.
   */
  synchronized void withdraw() {
    if (!withdrawn) {
      withdrawn = true;
      proven = 0L;
      publish();
      doubt.tellCore();
      inside.loseOne();
      inside.onLinked(null);
    }
    installer.takeOut();
    inside.loseOne();
  }

  /** Puts the hooks in again and proves them anew; everything from before is invalid. What can be adopted is to be, once core has settled that. */
  synchronized void restore() {
    if (!withdrawn) {
      return;
    }
    inside.onLinked(linked);
    installer.putIn();
    tried = dropped;
    withdrawn = false;
    gone = true;
    atStart();
    doubt.tellCore();
    inside.loseOne();
  }

  Inside inside() {
    return inside;
  }

  /** Who has subscribed to events: core, and copies of it that other loaders have; no proof of this class is under way. */
  synchronized int subscribers() {
    return inside.subscribers();
  }

  /** Whether events of this kind have been fired, so that it is known whether they arrive. */
  synchronized boolean wasTried(Change change) {
    return (tried & change.bit()) != 0L;
  }

  /**
   * Fires again what is in doubt, and what is asked for; where it does not arrive, rewrites the classes and fires once more.
   *
   * @return whether something may have gone unseen
   */
  private boolean repeat(long asked) {
    long ticket = doubt.ticket();
    Redefinitions.Others others = redefinitions.await(doubt);
    if (others == Redefinitions.Others.BUSY) {
      return false; // and is in doubt still, so not covered
    }
    boolean torn = others == Redefinitions.Others.OFTEN || redefinitions.anyUnnoticed();
    redefinitions.accountForAll();
    long changes = (Doubt.changes(ticket) | asked) & tried & ~dropped;
    long arrived = wellWoven(proofs.all(changes));
    torn |= (proven & changes & ~arrived) != 0L;
    if ((changes & ~arrived) != 0L) {
      installer.takeRewritten();
      installer.rewriteAgain(changes & ~arrived);
      changes |= installer.takeRewritten() & tried & ~dropped;
      arrived = wellWoven(proofs.all(changes));
    }
    long lost = proven & changes & ~arrived;
    long found = arrived & ~proven;
    proven = proven & ~changes | arrived;
    if (lost != 0L) {
      Log.error(Change.names(lost) + " no longer covered, memory concerned is registered for each use: others have rewritten classes of the JDK, "
          + "and events that were fired did not arrive");
    }
    if (found != 0L) {
      Log.error(Change.names(found) + " covered again");
    }
    doubt.proven(proven);
    doubt.settle(ticket);
    torn |= found != 0L;
    gone |= torn;
    return torn;
  }

  /** Of these kinds, those whose rows have all their sites. */
  private long wellWoven(long changes) {
    long well = changes;
    for (Change change : Change.values()) {
      if ((changes & change.bit()) != 0L && gap(change) != null) {
        well &= ~change.bit();
      }
    }
    return well;
  }

  private void publish() {
    doubt.proven(proven);
  }

  /** Takes back what was proven, for a reason found out later. */
  synchronized void drop(Change change, String reason) {
    if ((tried & change.bit()) == 0L || (proven & change.bit()) != 0L) {
      tried |= change.bit();
      proven &= ~change.bit();
      dropped |= change.bit();
      publish();
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
        installer.rewriteAgain(change.bit());
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
