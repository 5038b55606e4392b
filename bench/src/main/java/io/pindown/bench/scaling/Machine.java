package io.pindown.bench.scaling;

import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Measures what this machine takes for a step of the model: with two threads, on two cores that share a cache, it is hoped. */
final class Machine {
  private static final int ROUNDS = 200_000;
  private static final int TRIPS = 2_000;
  private static final int REPEATS = 51;
  private static final int SPINS = 1_000;
  private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int OWN = 64;
  private static final int SHARED = 128;

  private final AtomicLongArray words = new AtomicLongArray(256);
  private volatile Thread sleeper;
  private volatile long called;

  /** Measures and files everything; what cannot be measured here is filed as assumed. */
  static void measure(CostFile file) {
    Machine machine = new Machine();
    double atomic = machine.atomic();
    double trip = tenth(machine.repeat(machine::roundTrip)) / TRIPS;
    double[] adders = machine.repeat(machine::twoAdders);
    Arrays.sort(adders);
    double shared = adders[adders.length / 2] / ROUNDS;
    file.put("machine.atomic", atomic);
    file.put("machine.complex", trip / 2);
    file.put("machine.sharedAtomic", shared);
    // two cores that add to one line in turn: each has it for hold * transfer and waits for the rest and for the other's turn
    file.put("machine.hold", Math.min(0.95, Math.max(0.05, 2 * atomic / shared)));
    file.put("machine.local", new PointerChase(1 << 25).nanos());
    machine.wakeUps(file);
    // not to be had here: EPYC 7R13 core to core, from github.com/nviennot/core-to-core-latency; the rest are round numbers
    file.put("assumed.socket", 107);
    file.put("assumed.remote", 200);
    file.put("assumed.far", file.get("machine.local") * 1.8);
  }

  private double atomic() {
    Stopwatch.Batch adds =
        (from, to) -> {
          for (int i = from; i < to; i++) {
            words.getAndAdd(OWN, 1);
          }
        };
    Stopwatch.medianNanos(REPEATS, ROUNDS, adds);
    return Stopwatch.medianNanos(REPEATS, ROUNDS, adds);
  }

  /** Repeats a run; less often where something else takes the cores, so that it takes long. */
  private double[] repeat(LongSupplier nanos) {
    double[] all = new double[REPEATS];
    long begin = System.nanoTime();
    int done = 0;
    while (done < REPEATS && (done == 0 || System.nanoTime() - begin < BUDGET_NANOS)) {
      all[done++] = nanos.getAsLong();
    }
    return Arrays.copyOf(all, done);
  }

  /** The tenth part is faster: in the slower runs, it may be, the two threads did not run at the same time. */
  private static double tenth(double[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 10];
  }

  /** Two threads hand a number to and fro. */
  private long roundTrip() {
    words.set(SHARED, 0);
    return both(
        () -> {
          for (long i = 0; i < TRIPS; i++) {
            words.set(SHARED, 2 * i + 1);
            await(2 * i + 2);
          }
        },
        () -> {
          for (long i = 0; i < TRIPS; i++) {
            await(2 * i + 1);
            words.set(SHARED, 2 * i + 2);
          }
        });
  }

  private void await(long number) {
    for (int spins = 0; words.get(SHARED) != number; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // the other one has no core
      }
    }
  }

  private long twoAdders() {
    Runnable add =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            words.getAndAdd(SHARED, 1);
          }
        };
    return both(add, add);
  }

  /** Wall time of two runs in two threads that begin together. */
  static long both(Runnable here, Runnable there) {
    CyclicBarrier ready = new CyclicBarrier(2);
    Thread other =
        new Thread(
            () -> {
              meet(ready);
              there.run();
            });
    other.setDaemon(true);
    other.start();
    meet(ready);
    long begin = System.nanoTime();
    here.run();
    join(other);
    return System.nanoTime() - begin;
  }

  static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException("two threads could not begin together", e);
    }
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for " + thread, e);
    }
  }

  /** How long it takes to wake a parked thread: for the one that wakes, and until the other one runs. */
  private void wakeUps(CostFile file) {
    int rounds = 500;
    double[] unpark = new double[rounds];
    double[] wake = new double[rounds];
    AtomicLongArray woken = new AtomicLongArray(1);
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < rounds; i++) {
                while (called <= i) {
                  LockSupport.park(this);
                }
                woken.set(0, System.nanoTime());
              }
            });
    sleeper = other;
    other.setDaemon(true);
    other.start();
    for (int i = 0; i < rounds; i++) {
      while (sleeper.getState() != Thread.State.WAITING) {
        Thread.yield();
      }
      woken.set(0, 0);
      long begin = System.nanoTime();
      called = i + 1;
      LockSupport.unpark(sleeper);
      unpark[i] = System.nanoTime() - begin;
      while (woken.get(0) == 0) {
        Thread.yield();
      }
      wake[i] = woken.get(0) - begin;
    }
    join(other);
    file.put("machine.unpark", tenth(unpark));
    file.put("machine.wake", Math.max(0, tenth(wake) - tenth(unpark)));
  }
}
