package io.pindown.cache;

import io.pindown.index.SureLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Which registrations the cache holds. Whoever takes one out, and only that one, retires it: so an invalidation, an eviction and a
 * flush at the same time agree on who it was. Not on the hit path.
 *
 * <pre>
 * field         written by       access      publishes
 * size, bytes   under the lock   volatile    nothing; what they say may be old at once
 * all others    under the lock   -           -
 * </pre>
 */
final class Roster<H> {
  private final SureLock lock = new SureLock();
  private final Front front;
  private final RegistrationCost cost = new RegistrationCost();
  private final EvictionOrder<Registration<H>> order = new EvictionOrder<>(cost);
  private final Leaving<H> leaving = new Leaving<>();
  private int reserved;
  private long reservedBytes;
  /** How often registrations that are gone were leased. */
  private long takenByGone;
  private volatile int size;
  private volatile long bytes;

  Roster(Front front) {
    this.front = front;
  }

  /** Keeps room for one more of so many bytes, within limits; false if there is none. */
  boolean reserve(long pinned, int maxRegistrations, long maxBytes) {
    lock.lock();
    try {
      // in this order, since the sum may be beyond what a long holds
      if (size + reserved >= maxRegistrations || bytes + reservedBytes > maxBytes - pinned) {
        return false;
      }
      reserved++;
      reservedBytes += pinned;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what was reserved. */
  void unreserve(long pinned) {
    lock.lock();
    try {
      reserved--;
      reservedBytes -= pinned;
    } finally {
      lock.unlock();
    }
  }

  /** Loads what {@link #add} is likely to read; without the lock, so it may be something else. What it returns means nothing. */
  int preload() {
    return order.preload();
  }

  /** A registration is used: by a hit, so without the lock. */
  void used(Registration<H> registration) {
    int before = registration.lastUse();
    int now = EvictionOrder.used(before, order.epoch());
    if (now != before) {
      registration.lastUse(now);
    }
  }

  /**
   * Puts in what room was reserved for; if it fails, the room still is.
   *
   * @param nanos what it took to register; 0 if that was not measured
   */
  void add(Registration<H> registration, long nanos) {
    lock.lock();
    try {
      if (nanos > 0) {
        cost.took(registration.pinned(), nanos);
      }
      front.fit(size + 1);
      leaving.fit(leaving.size() + size + 1);
      order.add(registration);
      size = order.size();
      bytes = bytes + registration.pinned();
      reserved--;
      reservedBytes -= registration.pinned();
    } finally {
      lock.unlock();
    }
  }

  /** Takes one out; false if someone else did, or it never came in. */
  boolean take(Registration<H> registration) {
    lock.lock();
    try {
      return registration.place() >= 0 && left(registration);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out one that is not in use, or returns null if all are. */
  Registration<H> takeIdle(EvictionOrder.Scarce scarce) {
    lock.lock();
    try {
      Registration<H> taken = order.next(scarce);
      if (taken != null) {
        left(taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that overlap a range, or just those that are not in use. */
  List<Registration<H>> takeOverlapping(long start, long end, boolean idleOnly) {
    lock.lock();
    try {
      List<Registration<H>> taken = new ArrayList<>();
      order.forEach(
          r -> {
            if (r.overlaps(start, end) && (!idleOnly || r.isIdle())) {
              taken.add(r);
            }
          });
      taken.forEach(this::left);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Those whose memory has changed; they stay in. */
  List<Registration<H>> changed() {
    lock.lock();
    try {
      List<Registration<H>> changed = new ArrayList<>();
      order.forEach(
          r -> {
            if (!r.isUnchanged()) {
              changed.add(r);
            }
          });
      return changed;
    } finally {
      lock.unlock();
    }
  }

  /** All that are in now. */
  List<Registration<H>> all() {
    lock.lock();
    try {
      List<Registration<H>> all = new ArrayList<>(size);
      order.forEach(all::add);
      return all;
    } finally {
      lock.unlock();
    }
  }

  private boolean left(Registration<H> registration) {
    order.remove(registration);
    leaving.add(registration);
    size = order.size();
    bytes = bytes - registration.pinned();
    return true;
  }

  /** Whether one that was taken out is used by nobody and not deregistered yet: it is in some thread's hands. */
  boolean someLeaveIdle() {
    return !leavingIdle().isEmpty();
  }

  /** Those that were taken out, are used by nobody, and are not deregistered yet. */
  List<Registration<H>> leavingIdle() {
    List<Registration<H>> all = new ArrayList<>();
    lock.lock();
    try {
      leaving.forEach(all::add);
    } finally {
      lock.unlock();
    }
    all.removeIf(r -> r.leases() != 0);
    return all;
  }

  /** Whether any of these is not deregistered yet. */
  boolean anyLeave(List<Registration<H>> some) {
    lock.lock();
    try {
      return some.stream().anyMatch(leaving::has);
    } finally {
      lock.unlock();
    }
  }

  /** One that was taken out has been deregistered: who waits for that is told. */
  void forget(Registration<H> registration) {
    List<Runnable> waiting;
    long taken = registration.taken();
    lock.lock();
    try {
      waiting = leaving.remove(registration);
      takenByGone += waiting == null ? 0 : taken;
    } finally {
      lock.unlock();
    }
    if (waiting != null) {
      for (int i = 0; i < waiting.size(); i++) {
        tell(waiting.get(i));
      }
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (Throwable e) { // an Error, too: this thread may be anybody's who missed
      CacheLog.once("listener", "what was to run once a registration is deregistered has failed", e);
    }
  }

  /**
   * Has {@code listener} run for each that was taken out, overlaps a range, and is not deregistered yet: in use, waiting, or being
   * deregistered just now. Returns how many those are.
   */
  int whenGone(long start, long end, Runnable listener) {
    int count = 0;
    lock.lock();
    try {
      for (int i = 0; i < leaving.size(); i++) {
        if (leaving.at(i).overlaps(start, end)) {
          leaving.listen(leaving.at(i), listener);
          count++;
        }
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How often registrations were leased: each is either gone or not, and says it until it is gone, so none is counted twice or left out
   * while it goes. Added up without the lock, which misses want.
   */
  long taken() {
    List<Registration<H>> all;
    long byGone;
    lock.lock();
    try {
      byGone = takenByGone;
      all = new ArrayList<>(order.size() + leaving.size());
      leaving.forEach(all::add);
      order.forEach(all::add);
    } finally {
      lock.unlock();
    }
    return byGone + all.stream().mapToLong(Leased::taken).sum();
  }

  int size() {
    return size;
  }

  /** Bytes pinned by what is in. */
  long bytes() {
    return bytes;
  }
}
