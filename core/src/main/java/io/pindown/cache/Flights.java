package io.pindown.cache;

import io.pindown.index.Range;
import io.pindown.index.SureLock;
import io.pindown.registrar.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The registrations that are being made: a second one for a range that one of them will contain waits for it instead. */
final class Flights {
  /**
   * One registration on its way.
   *
   * <pre>
   * field     written by                   access
   * landed    whoever waits, under lock    under lock; counted down by the pilot
   * oneUse    the pilot, before it lands   plain, published by the lock or the latch
   * </pre>
   */
  static final class Flight extends Range {
    private final int access;
    private final Thread pilot = Thread.currentThread();
    private CountDownLatch landed;
    private OneUse oneUse;

    private Flight(long start, long length, int access) {
      super(start, length);
      this.access = access;
    }

    boolean isOwn() {
      return pilot == Thread.currentThread();
    }

    /** It ends in a registration for one use, for that reason: who waits for it need not wait for another. */
    void endsInOneUse(OneUse reason) {
      oneUse = reason;
    }

    /** Why nothing came of it that others could use; null if something did, or may the next time. */
    OneUse oneUse() {
      return oneUse;
    }
  }

  private final SureLock lock = new SureLock();
  private final List<Flight> flying = new ArrayList<>();

  /**
   * Begins a flight for {@code [from, to)}, or returns another thread's that covers {@code [start, end)} after it has landed: then look
   * again. A registrar that comes back to the cache in the same thread does not wait for itself.
   */
  Flight begin(long start, long end, long from, long to, int access) {
    Flight other = null;
    CountDownLatch landed = null;
    lock.lock();
    try {
      for (Flight f : flying) {
        if (f.contains(start, end) && Access.covers(f.access, access) && !f.isOwn()) {
          other = f;
          if (f.landed == null) {
            f.landed = new CountDownLatch(1); // made by the first that waits: mostly nobody does
          }
          landed = f.landed;
          break;
        }
      }
      if (other == null) {
        Flight own = new Flight(from, to - from, access);
        flying.add(own);
        return own;
      }
    } finally {
      lock.unlock();
    }
    awaitLanding(landed);
    return other;
  }

  private static void awaitLanding(CountDownLatch landed) {
    boolean interrupted = false;
    while (true) {
      try {
        landed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // acquire is not interruptible; the caller finds its interrupt afterwards
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void land(Flight flight) {
    CountDownLatch waitedFor;
    lock.lock();
    try {
      flying.remove(flight);
      waitedFor = flight.landed;
    } finally {
      lock.unlock();
    }
    if (waitedFor != null) {
      waitedFor.countDown();
    }
  }
}
