package io.pindown.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Which registrations the cache holds, by the cookie of their watch. Whoever takes one out, and only that one, retires it: so an
 * invalidation, an eviction and a flush at the same time agree on who it was. Not on the hit path.
 *
 * <p>Eviction is the clock algorithm (Corbató 1968): the hand passes what is in use, gives what was used since it last passed
 * another round, and takes the rest.
 */
final class Roster<H> {
  private final ReentrantLock lock = new ReentrantLock();
  private final RegistrationIndex<H> index;
  private final Long2ObjectHashMap<Registration<H>> byCookie = new Long2ObjectHashMap<>();
  private final ClockRing<H> clock = new ClockRing<>();
  private final Long2ObjectHashMap<Registration<H>> leaving = new Long2ObjectHashMap<>();
  private long bytes;

  Roster(RegistrationIndex<H> index) {
    this.index = index;
  }

  void add(Registration<H> registration) {
    boolean in = false;
    lock.lock();
    try {
      byCookie.put(registration.watch().cookie(), registration);
      // under the lock, or someone could take it out of the index before it is in, where it would then stay
      index.add(registration);
      clock.add(registration);
      bytes += registration.pinned();
      in = true;
    } finally {
      if (!in) {
        byCookie.remove(registration.watch().cookie());
        index.remove(registration);
      }
      lock.unlock();
    }
  }

  /** Takes out what a cookie stands for; null if someone else did, or it never came in. */
  Registration<H> take(long cookie) {
    lock.lock();
    try {
      Registration<H> taken = byCookie.remove(cookie);
      if (taken != null) {
        left(taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out one that is not in use, or returns null if all are. */
  Registration<H> takeIdle() {
    lock.lock();
    try {
      // twice round at most: the first time may only clear the marks
      for (int left = byCookie.size() * 2; left > 0; left--) {
        Registration<H> candidate = clock.turn();
        if (candidate.isIdle() && !candidate.recent) {
          byCookie.remove(candidate.watch().cookie());
          left(candidate);
          return candidate;
        }
        candidate.recent = false;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that overlap a range, or just those that are not in use. */
  List<Registration<H>> takeOverlapping(long start, long end, boolean idleOnly) {
    lock.lock();
    try {
      List<Registration<H>> taken = new ArrayList<>();
      clock.forEach(
          r -> {
            if (r.overlaps(start, end) && (!idleOnly || r.isIdle())) {
              taken.add(r);
            }
          });
      for (Registration<H> r : taken) {
        byCookie.remove(r.watch().cookie());
        left(r);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void left(Registration<H> registration) {
    clock.remove(registration);
    bytes -= registration.pinned();
    index.remove(registration);
    leaving.put(registration.watch().cookie(), registration);
    registration.whenGone(() -> forget(registration));
  }

  private void forget(Registration<H> registration) {
    lock.lock();
    try {
      leaving.remove(registration.watch().cookie());
    } finally {
      lock.unlock();
    }
  }

  /** Those that were taken out, overlap a range, and are not deregistered yet: in use, waiting, or being deregistered just now. */
  List<Registration<H>> leaving(long start, long end) {
    lock.lock();
    try {
      return leaving.values().stream().filter(r -> r.overlaps(start, end)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** One that was taken out and is not deregistered yet, or null. */
  Registration<H> leaving(long cookie) {
    lock.lock();
    try {
      return leaving.get(cookie);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return byCookie.size();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes pinned by what is in. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
