package io.pindown.registry;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The dirty watches of one registry that no drain has reported. Each is here at most once, since only the event that turns it from
 * armed to dirty puts it here; so its size is bounded by the number of watches, whatever the number of events.
 *
 * <p>Events push on a stack (Treiber 1986) that is only ever taken as a whole, so there is no ABA. Consumers take it under a lock of
 * their own, which no event ever takes, and keep the rest of it as a list that is linked through the watches, so that no lack of
 * memory loses any.
 *
 * <p>Between an event's making a watch dirty and its push, another event can hit the same watch, find it dirty, and be over. So a drain
 * that finds nothing has proven something only if no push was on its way when it began: {@link WatchRegistry} knows.
 *
 * <pre>
 * field           written by                      access              publishes
 * head            events (CAS), consumers         CAS, getAndSet      the chain of {@link Watch#below}
 * oldest, newest  consumers, under lock           -                   -
 * length, gone    consumers, unwatch, under lock  -                   -
 * </pre>
 */
final class DirtyWatches {
  private static final int WORTH_SWEEPING = 64;

  private final AtomicReference<Watch> head = new AtomicReference<>();
  private final ReentrantLock draining = new ReentrantLock();
  private Watch oldest;
  private Watch newest;
  private int length;
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
      Watch watch = oldest;
      while (watch != null && watch.status() != Watch.DIRTY) {
        watch = watch.below;
      }
      return watch == null;
    } finally {
      draining.unlock();
    }
  }

  /** Takes what is reported. */
  interface Report {
    void take(int i, Watch watch);
  }

  /**
   * Reports up to {@code room} dirty watches; each goes to one caller. Returns how many; {@code emptied} hears if every watch that was
   * pushed when this began has been reported or taken out.
   */
  int drain(int room, Report report, Runnable emptied) {
    draining.lock();
    try {
      takeAll();
      int reported = 0;
      while (reported < room && oldest != null) {
        Watch watch = oldest;
        unlinkOldest();
        if (watch.report()) {
          report.take(reported++, watch);
        } else {
          gone = Math.max(0, gone - 1);
        }
      }
      if (oldest == null) {
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
        if (gone > length / 2) {
          sweep();
        }
      }
    } finally {
      draining.unlock();
    }
  }

  /** Watches that are held, dirty or taken out since. */
  int held() {
    draining.lock();
    try {
      takeAll();
      return length;
    } finally {
      draining.unlock();
    }
  }

  private void sweep() {
    for (int left = length; left > 0; left--) {
      Watch watch = oldest;
      unlinkOldest();
      if (watch.status() == Watch.DIRTY) {
        append(watch, watch);
        length++;
      }
    }
    gone = 0;
  }

  /** The link is cleared first of all: once a watch is reported it can be armed, hit and pushed again. */
  private void unlinkOldest() {
    Watch watch = oldest;
    oldest = watch.below;
    if (oldest == null) {
      newest = null;
    }
    watch.below = null;
    length--;
  }

  private void append(Watch first, Watch last) {
    if (oldest == null) {
      oldest = first;
    } else {
      newest.below = first;
    }
    newest = last;
  }

  private void takeAll() {
    Watch top = head.getAndSet(null);
    Watch first = null;
    for (Watch watch = top; watch != null; length++) {
      Watch next = watch.below;
      watch.below = first;
      first = watch;
      watch = next;
    }
    if (first != null) {
      append(first, top);
    }
  }
}
