package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which kinds of change are in doubt, since somebody else is rewriting a class that has hooks, and what coverage is left meanwhile.
 *
 * <p>A doubt is raised by the VM's call of our transformer, so before the class is replaced, while the VM keeps the class from being
 * rewritten by others: so raising waits for nobody who may be rewriting, and proves nothing.
 *
 * <pre>
 * field    written by           access          publishes
 * ticket   raise, settle        CAS             the kinds in doubt; each doubt moves it, so a settle never ends a later one
 * proven   the self-test        volatile        what was proven; coverage is that without what is in doubt
 * told     core, once           volatile        whom to tell; it makes core stop trusting before the class is replaced
 * noted    raise, forget        under noted     how often which class, and by whom
 * </pre>
 */
final class Doubt {
  private static final int KINDS = 32;
  private static final long ONE = 1L << KINDS;

  /** Somebody else's rewriting of one class. */
  static final class Rewrites {
    /** How many have begun. */
    final int begun;
    /** Who began the last one. */
    final Thread by;

    Rewrites(int begun, Thread by) {
      this.begun = begun;
      this.by = by;
    }
  }

  private final Inside inside;
  private final long expected;
  private final AtomicLong ticket = new AtomicLong();
  private final Map<Class<?>, Rewrites> noted = new HashMap<>();
  private volatile long proven;
  private volatile Runnable told;

  Doubt(Inside inside, long expected) {
    this.inside = inside;
    this.expected = expected;
  }

  void tell(Runnable listener) {
    told = listener;
  }

  /** Has core ask before it trusts anything from before. */
  void tellCore() {
    Runnable listener = told;
    if (listener != null) {
      listener.run();
    }
  }

  /** Somebody else is about to replace a class that has hooks of these kinds. */
  void raise(long changes, Class<?> type) {
    synchronized (noted) {
      Rewrites before = noted.get(type);
      noted.put(type, new Rewrites(before == null ? 1 : before.begun + 1, Thread.currentThread()));
    }
    long now;
    do {
      now = ticket.get();
    } while (!ticket.compareAndSet(now, (now | changes) + ONE));
    publish();
    tellCore();
    if (inside.subscribers() > 1) {
      inside.loseOne(); // another copy of core, which cannot be told of doubts: it takes this for a loss
    }
  }

  boolean isRaised() {
    return changes(ticket.get()) != 0L;
  }

  long ticket() {
    return ticket.get();
  }

  static long changes(long ticket) {
    return ticket & ONE - 1L;
  }

  /** Ends the doubts up to a ticket; not if another one has been raised since. */
  void settle(long upTo) {
    ticket.compareAndSet(upTo, upTo & -ONE);
    publish();
  }

  /** What is proven now, doubts or not. */
  void proven(long changes) {
    proven = changes;
    publish();
  }

  /** Until what is published is what is so: of two threads that publish, the later one may have computed first. */
  private void publish() {
    long now;
    do {
      now = proven & ~changes(ticket.get());
      inside.coverage(expected, now);
    } while (now != (proven & ~changes(ticket.get())) || inside.proven() != now);
  }

  /** What others have begun on a class since the last {@link #forget}; null if nothing. */
  Rewrites noted(Class<?> type) {
    synchronized (noted) {
      return noted.get(type);
    }
  }

  /** Classes that others have begun to rewrite. */
  Class<?>[] classes() {
    synchronized (noted) {
      return noted.keySet().toArray(new Class<?>[0]);
    }
  }

  void forget(Class<?> type, Rewrites seen) {
    synchronized (noted) {
      Rewrites now = noted.get(type);
      if (now == seen) {
        noted.remove(type);
      } else if (now != null) {
        noted.put(type, new Rewrites(now.begun - seen.begun, now.by));
      }
    }
  }
}
