package io.pindown.registry;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The dirty watches of one registry that no drain has reported. Each is here at most once, since only the event that turns it from
 * armed to dirty puts it here; so its size is bounded by the number of watches, whatever the number of events.
 *
 * <p>Events push on a stack (Treiber 1986) that is only ever taken as a whole, so there is no ABA. Consumers take it under a lock of
 * their own, which no event ever takes, and keep the rest of it in {@code taken}.
 *
 * <pre>
 * field   written by                      access              publishes
 * head    events (CAS), consumers         CAS, getAndSet      the chain of {@link Watch#below}
 * taken   consumers, under lock           -                   -
 * gone    unwatch, under lock             -                   -
 * </pre>
 */
final class DirtyWatches {
  private static final int WORTH_SWEEPING = 64;

  private final AtomicReference<Watch> head = new AtomicReference<>();
  private final ReentrantLock draining = new ReentrantLock();
  private final ArrayDeque<Watch> taken = new ArrayDeque<>();
  private int gone;

  /** Called by the event that made the watch dirty. Never waits: a failed CAS means that another push succeeded. */
  void push(Watch watch) {
    Watch top;
    do {
      top = head.get();
      watch.below = top;
    } while (!head.compareAndSet(top, watch));
  }

  /** Whether a drain is likely to find something. */
  boolean isEmpty() {
    if (head.get() != null) {
      return false;
    }
    draining.lock();
    try {
      return taken.stream().noneMatch(w -> w.status() == Watch.DIRTY);
    } finally {
      draining.unlock();
    }
  }

  /** Reports dirty watches into {@code cookies}; each goes to one caller. Returns how many; {@code emptied} hears if none are left. */
  int drain(long[] cookies, Runnable emptied) {
    draining.lock();
    try {
      takeAll();
      int reported = 0;
      while (reported < cookies.length && !taken.isEmpty()) {
        Watch watch = taken.poll();
        if (watch.report()) {
          cookies[reported++] = watch.cookie();
        } else {
          gone = Math.max(0, gone - 1);
        }
      }
      if (taken.isEmpty()) {
        gone = 0;
        emptied.run();
      }
      return reported;
    } finally {
      draining.unlock();
    }
  }

  /** A watch that was dirty has been ended: it must not keep its place for ever where nobody drains. */
  void forget() {
    draining.lock();
    try {
      if (++gone > WORTH_SWEEPING) {
        takeAll();
        if (gone > taken.size() / 2) {
          taken.removeIf(w -> w.status() != Watch.DIRTY);
          gone = 0;
        }
      }
    } finally {
      draining.unlock();
    }
  }

  private void takeAll() {
    Watch newest = head.getAndSet(null);
    Watch oldest = null;
    while (newest != null) {
      Watch next = newest.below;
      newest.below = oldest;
      oldest = newest;
      newest = next;
    }
    while (oldest != null) {
      Watch next = oldest.below;
      oldest.below = null;
      taken.add(oldest);
      oldest = next;
    }
  }
}
