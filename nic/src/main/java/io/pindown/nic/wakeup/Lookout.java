package io.pindown.nic.wakeup;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread that looks at the generations for all open wake-ups of the process, since an event may not wake anybody itself. Begun with
 * the first wake-up, ended with the last.
 *
 * <p>It parks between two looks: shortly after something has happened, then twice as long each time, up to the shortest latency among
 * the wake-ups that are not raised. So a change that follows another is found about as soon as that was long ago, and what quiet
 * costs is one look for each latency. While all are raised there is nothing to find, and it parks until one is acknowledged.
 * Otherwise quiet cannot cost nothing: an event is a store and no call, and whatever notices a store without looking, a protected page or
 * a watchpoint, stops the thread that stores.
 *
 * <p>Nobody's request is lost although it does not park under a lock: who asks writes {@code asked} and then reads {@code pause}, the
 * thread writes {@code pause} and then reads {@code asked} (Dekker's pattern, all volatile). Either the thread sees that it was asked
 * and does not park, or the other one sees for how long it parks, and unparks it if that is too long. What was asked for before the
 * thread clears {@code asked} it sees when it looks afterwards; only that nothing is left to look at it reads again before it parks.
 *
 * <pre>
 * field     written by                             access              publishes
 * current   add, remove, the thread at its end     under CHANGING      -
 * watched   add, remove                            volatile            the wake-ups to look at; the array is never changed
 * asked     true: whoever wants a look;            volatile            what was done before asking
 *           false: the thread, before it looks
 * pause     the thread                             volatile            for how many nanoseconds it parks, or is about to
 * looks     the thread                             volatile            for tests
 * </pre>
 */
final class Lookout implements Runnable {
  static final String NAME = "pindown-wake-up";
  static final long FIRST_PARK_NANOS = 50_000;

  private static final WakeUp[] NONE = {};
  private static final long UNTIL_ASKED = WakeUp.NOT_BEFORE_ASKED;
  private static final ReentrantLock CHANGING = new ReentrantLock();
  private static Lookout current;

  private final Thread thread;
  private volatile WakeUp[] watched = NONE;
  private volatile boolean asked;
  private volatile long pause;
  private volatile long looks;

  private Lookout() {
    thread = Thread.ofPlatform().name(NAME).daemon().inheritInheritableThreadLocals(false).unstarted(this);
    thread.setContextClassLoader(null); // it may outlive whoever came first
  }

  /** Begins to look at a wake-up; returns who does. */
  static Lookout add(WakeUp wakeUp) {
    CHANGING.lock();
    try {
      Lookout lookout = current;
      if (lookout == null) {
        lookout = new Lookout();
        lookout.watched = new WakeUp[] {wakeUp};
        lookout.thread.start();
        current = lookout;
        return lookout;
      }
      WakeUp[] more = Arrays.copyOf(lookout.watched, lookout.watched.length + 1);
      more[more.length - 1] = wakeUp;
      lookout.watched = more;
      lookout.ask(0);
      return lookout;
    } finally {
      CHANGING.unlock();
    }
  }

  void remove(WakeUp wakeUp) {
    CHANGING.lock();
    try {
      watched = Arrays.stream(watched).filter(other -> other != wakeUp).toArray(WakeUp[]::new);
      ask(0);
    } finally {
      CHANGING.unlock();
    }
  }

  /** Has it look within so many nanoseconds from now; 0 for now. */
  void ask(long nanos) {
    asked = true;
    if (pause > nanos) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    long park = FIRST_PARK_NANOS;
    while (watched.length != 0 || !end()) {
      pause = 0;
      boolean busy = asked;
      asked = false;
      long limit = UNTIL_ASKED;
      for (WakeUp wakeUp : watched) {
        long within = look(wakeUp);
        if (within == WakeUp.RAISED_NOW) {
          busy = true;
        } else {
          limit = Math.min(limit, within);
        }
      }
      looks++;
      park = busy ? FIRST_PARK_NANOS : Math.min(park * 2, WakeUp.MAX_LATENCY_NANOS);
      pause = limit == UNTIL_ASKED ? UNTIL_ASKED : Math.min(park, limit);
      if (!asked && watched.length != 0) { // the last may have gone before this began to look, and taken its asking back with it
        park(pause);
      }
    }
  }

  /** An Error, such as for want of memory, must not end the thread: nobody would be woken any more. It tries again. */
  private static long look(WakeUp wakeUp) {
    try {
      return wakeUp.look();
    } catch (Throwable t) {
      return WakeUp.DEFAULT_LATENCY_NANOS;
    }
  }

  private void park(long nanos) {
    if (nanos == UNTIL_ASKED) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
    Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
  }

  private boolean end() {
    CHANGING.lock();
    try {
      if (watched.length != 0) {
        return false;
      }
      current = null;
      return true;
    } finally {
      CHANGING.unlock();
    }
  }

  Thread thread() {
    return thread;
  }

  /** How often it has looked at all wake-ups. */
  long looks() {
    return looks;
  }
}
