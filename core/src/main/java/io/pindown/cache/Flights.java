package io.pindown.cache;

import io.pindown.index.Range;
import io.pindown.registrar.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** The registrations that are being made: a second one for a range that one of them will contain waits for it instead. */
final class Flights {
  /** One registration on its way. */
  static final class Flight extends Range {
    private final int access;
    private final Thread pilot = Thread.currentThread();
    private final CountDownLatch landed = new CountDownLatch(1);

    private Flight(long start, long length, int access) {
      super(start, length);
      this.access = access;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Flight> flying = new ArrayList<>();

  /**
   * Begins a flight for {@code [from, to)}, or returns null after one that covers {@code [start, end)} has landed: then look again. A
   * registrar that comes back to the cache in the same thread does not wait for itself.
   */
  Flight begin(long start, long end, long from, long to, int access) {
    Flight other = null;
    lock.lock();
    try {
      for (Flight f : flying) {
        if (f.contains(start, end) && Access.covers(f.access, access) && f.pilot != Thread.currentThread()) {
          other = f;
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
    awaitLanding(other);
    return null;
  }

  private static void awaitLanding(Flight flight) {
    boolean interrupted = false;
    while (true) {
      try {
        flight.landed.await();
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
    lock.lock();
    try {
      flying.remove(flight);
    } finally {
      lock.unlock();
    }
    flight.landed.countDown();
  }
}
