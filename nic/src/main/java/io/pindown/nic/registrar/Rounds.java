package io.pindown.nic.registrar;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Does something again and again, until something is closed: at once when its thread is unparked, else after a while. A round that fails, by whatever
 * it throws, ends nothing: what it has left undone is made good before the next one. For one thread.
 *
 * @param round done each time
 * @param recovery done before the round after one that failed; if it fails, too, it is done again
 * @param closed asked after each round, and after each failure, which a close may be the reason of
 * @param pauseNanos the longest time between two rounds
 */
record Rounds(Runnable round, Runnable recovery, BooleanSupplier closed, long pauseNanos) implements Runnable {
  @Override
  public void run() {
    boolean failed = false;
    while (!closed.getAsBoolean()) {
      try {
        if (failed) {
          recovery.run();
          failed = false;
        }
        round.run();
      } catch (Throwable t) {
        failed = true; // not logged: what threw may be the log, or that there is no memory
      }
      LockSupport.parkNanos(this, pauseNanos);
      Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
    }
  }
}
