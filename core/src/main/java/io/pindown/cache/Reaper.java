package io.pindown.cache;

import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A cache's own thread, begun at its first registration: deregisters what has changed or was given up, also when nobody comes to the
 * cache any more. Looks a few times a second, and at once when something waits. Ends with the cache, closed or forgotten.
 */
final class Reaper implements Runnable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final WeakReference<RegistrationCache<?>> reaped;
  private final String name;
  private final ThreadFactory threads;
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private volatile boolean stopped;
  private CacheFigures figures; // of the thread's own

  Reaper(RegistrationCache<?> cache, String name) {
    this(cache, name, task -> new Thread(null, task, "pindown-reaper-" + name, 0, false));
  }

  Reaper(RegistrationCache<?> cache, String name, ThreadFactory threads) {
    this.reaped = new WeakReference<>(cache);
    this.name = name;
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
      CacheLog.once("no reaper", "registration cache " + name + " has no thread of its own yet", e);
    }
  }

  void wake() {
    LockSupport.unpark(thread.get());
  }

  void stop() {
    stopped = true;
    wake();
  }

  @Override
  public void run() {
    Beans beans = Beans.register(reaped, name);
    figures = CacheFigures.show(reaped.get());
    try {
      while (!stopped && reap()) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    } finally {
      beans.unregister();
      if (figures != null) {
        figures.end();
      }
    }
  }

  private boolean reap() {
    RegistrationCache<?> cache = reaped.get();
    if (cache == null) {
      return false;
    }
    cache.tick();
    try {
      if (!cache.isQuiet()) {
        cache.reap();
      }
      cache.sweepDormant();
      if (figures != null) {
        figures.tick(cache);
      }
    } catch (Throwable e) { // an Error of the device's library, too: nobody would start another thread
      CacheLog.once("reaper", "the thread of registration cache " + name + " met an error and goes on", e);
    }
    return true;
  }
}
