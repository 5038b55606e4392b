package io.pindown.cache;

import io.pindown.index.SureLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the threads that are inside of something, and waits for those who are there now, not for those who come later. Nothing is allocated and nothing can be
 * left half done where memory or the stack is at its end, as a read lock of the JDK's can, which counts first and then allocates.
 *
 * <p>Two counts take turns: who waits has those who come from now on counted by the other one, and waits until the one is 0.
 *
 * <pre>
 * field      written by                access              publishes
 * threads    enter, leave              CAS, set            who is inside; read by that thread itself only
 * inside[i]  enter, leave              getAndAdd           how many are inside that have found side == i
 * side       awaitOthers, under lock   volatile            which count is for who comes now
 * </pre>
 *
 * <p>Entering raises a count and then reads {@code side} again; waiting writes {@code side} and then reads the count. Either the one sees the change and goes over,
 * or the other sees the count.
 */
final class Gate {
  private static final int MOST = 64;
  private static final int SIDES = 2;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(MOST);
  private final AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger()};
  private final SureLock waiting = new SureLock();
  private volatile int side;

  /** The calling thread is inside from now on, until {@link #leave} is given what this returns; below 0 if {@value #MOST} are, and this one is not. */
  int enter() {
    for (int place = 0; place < MOST; place++) {
      if (threads.get(place) == null && threads.compareAndSet(place, null, Thread.currentThread())) {
        return place * SIDES + count();
      }
    }
    return -1;
  }

  private int count() {
    while (true) {
      int now = side;
      inside[now].getAndIncrement();
      if (side == now) {
        return now;
      }
      inside[now].getAndDecrement();
    }
  }

  void leave(int ticket) {
    threads.set(ticket / SIDES, null);
    inside[ticket % SIDES].getAndDecrement();
  }

  /** Whether the calling thread is. */
  boolean isInside() {
    for (int place = 0; place < MOST; place++) {
      if (threads.get(place) == Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  /** Waits until all who are inside now have left; not if the calling thread is one of them. */
  void awaitOthers() {
    if (isInside()) {
      return;
    }
    waiting.lock();
    try {
      int before = side;
      side = 1 - before;
      for (long pause = FIRST_PAUSE_NANOS; inside[before].get() != 0; pause = Math.min(LAST_PAUSE_NANOS, pause * 2)) {
        LockSupport.parkNanos(pause);
      }
    } finally {
      waiting.unlock();
    }
  }
}
