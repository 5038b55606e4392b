package io.pindown.cache;

import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A cache's own thread, begun at its first registration: deregisters what has changed or was given up, also when nobody comes to the
 * cache any more. Looks twenty times a second, and at once when more than a few wait. Ends with the cache, closed or forgotten. Should something end it before,
 * the next miss, or the next registration that waits, begins another; until then misses do the work.
 *
 * <p>It keeps no class loader of those who use the cache: neither as its context class loader nor, on JDKs that have such, by an inherited access control
 * context.
 */
final class Reaper implements Runnable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** So many wait for its next look, or for the next miss: waking a thread costs more than most registrations. */
  private static final int FEW = 16;

  private final WeakReference<RegistrationCache<?>> reaped;
  private final String name;
  private final Runnable forgotten;
  private final ThreadFactory threads;
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private volatile boolean stopped;
  private Beans beans; // this and the next of the thread that runs; null where it cannot be shown
  private CacheFigures figures;

  /** @param forgotten run once if the cache is collected without having been closed; must not keep it from that */
  Reaper(RegistrationCache<?> cache, String name, Runnable forgotten) {
    this(cache, name, forgotten, new OwnThreads("pindown-reaper-" + name));
  }

  Reaper(RegistrationCache<?> cache, String name, Runnable forgotten, ThreadFactory threads) {
    this.reaped = new WeakReference<>(cache);
    this.name = name;
    this.forgotten = forgotten;
    this.threads = threads;
  }

  /**
   * Begins it, once. Never throws, since who calls this holds a lease: where no thread is to be had now, the next miss tries again, and misses
   * do the work meanwhile.
   */
  void start() {
    if (thread.get() != null || stopped) {
      return;
    }
    Thread own = null;
    try {
      own = threads.newThread(this);
      own.setDaemon(true);
      if (thread.compareAndSet(null, own)) {
        own.start();
      }
    } catch (Throwable e) {
      if (own != null) {
        thread.compareAndSet(own, null);
      }
      say("no reaper", "registration cache ", " has no thread of its own yet", e);
    }
  }

  /** Never throws, also where there is no memory for the words. */
  private void say(String reason, String before, String after, Throwable cause) {
    try {
      CacheLog.once(reason, before + name + after, cause);
    } catch (Throwable e) {
      // no memory: it is said another time, or not at all
    }
  }

  /** So many wait to be deregistered. Never throws. */
  void waiting(int count) {
    if (thread.get() == null) {
      start(); // it has ended before its time
    } else if (count > FEW) {
      wake();
    }
  }

  private void wake() {
    LockSupport.unpark(thread.get());
  }

  void stop() {
    stopped = true;
    wake();
  }

  @Override
  public void run() {
    try {
      show();
      while (!stopped && reap()) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
      }
    } catch (Throwable e) {
      say("reaper ended", "the thread of registration cache ", " has ended; the next miss begins another", e);
    } finally {
      thread.compareAndSet(Thread.currentThread(), null);
      hide();
    }
  }

  /** That it can be looked at is not what it is for: a class that failed to initialise for want of memory fails for ever, and it does its work without. */
  private void show() {
    try {
      beans = Beans.register(reaped, name);
    } catch (Throwable e) {
      say("jmx", "registration cache ", " is not shown in JMX", e);
    }
    try {
      figures = CacheFigures.show(reaped.get());
    } catch (Throwable e) {
      say("counters", "registration cache ", " has no counters", e);
    }
  }

  private void hide() {
    if (beans != null) {
      beans.unregister();
      beans = null;
    }
    if (figures != null) {
      figures.end();
      figures = null;
    }
  }

  private boolean reap() {
    RegistrationCache<?> cache = reaped.get();
    if (cache == null) {
      stopped = true;
      forgotten.run();
      return false;
    }
    try {
      cache.tick();
      if (figures != null) {
        figures.dirty(cache.dirty());
      }
      if (!cache.isQuiet()) {
        cache.reap();
      }
      cache.sweepDormant();
      if (figures != null) {
        figures.tick(cache);
      }
    } catch (Throwable e) { // an Error of the device's library, too: nobody would start another thread
      say("reaper", "the thread of registration cache ", " met an error and goes on", e);
    }
    return true;
  }
}
