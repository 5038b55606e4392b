package io.pindown.it.soak;

import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Threads that drain registries, each those that are its own, and count what is reported by cookie. */
final class WatchDrainers {
  static final long IDLE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final int THREADS = 2;

  private final List<WatchRegistry> registries;
  private final IntFunction<WatchRegistry> owner;
  private final AtomicIntegerArray reported;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean ended;

  /**
   * @param owner whose a cookie is
   * @param cookies that there are, from 0 on
   */
  WatchDrainers(List<WatchRegistry> registries, IntFunction<WatchRegistry> owner, int cookies) {
    this.registries = registries;
    this.owner = owner;
    this.reported = new AtomicIntegerArray(cookies);
  }

  void start() {
    for (int i = 0; i < THREADS; i++) {
      int first = i;
      Thread thread = new Thread(() -> drainAll(first), "drainer-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** How often a cookie has been reported. */
  int reports(int cookie) {
    if (failure.get() != null) {
      throw new IllegalStateException("a drainer has failed", failure.get());
    }
    return reported.get(cookie);
  }

  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    }
  }

  private void drainAll(int first) {
    try {
      long[] cookies = new long[97];
      while (!ended) {
        boolean idle = true;
        for (int i = first; i < registries.size(); i += THREADS) {
          WatchRegistry registry = registries.get(i);
          if (registry.generation() != registry.drainedGeneration()) {
            idle &= drain(registry, cookies) == 0;
          }
        }
        if (idle) {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      }
    } catch (Throwable t) {
      failure.set(t);
    }
  }

  private int drain(WatchRegistry registry, long[] cookies) {
    int count = registry.drain(cookies);
    for (int i = 0; i < count; i++) {
      int cookie = (int) cookies[i];
      if (owner.apply(cookie) != registry) {
        throw new IllegalStateException(registry + " reported a watch of " + owner.apply(cookie));
      }
      reported.incrementAndGet(cookie);
    }
    return count;
  }
}
