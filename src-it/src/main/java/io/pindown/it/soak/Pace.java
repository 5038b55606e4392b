package io.pindown.it.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** So many steps a second, or as many as can be done. Used by one thread. */
final class Pace {
  private final long begin = System.nanoTime();
  private final long nanosEach;
  private long steps;

  Pace(int perSecond) {
    nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** Returns when the next step is due. */
  void await() {
    long due = begin + steps++ * nanosEach;
    for (long left; (left = due - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }
}
