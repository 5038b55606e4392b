package io.pindown.agent.observe;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many stacks may be taken: some at once, so that a short program has all of its places, and then so many in each tenth of a second, in all threads
 * together; a stack takes some ten microseconds. Racy on purpose: what a race costs is a few stacks more or less.
 */
final class Budget {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

  private final int most;
  private final LongSupplier clock;
  private volatile long began;
  private volatile int left;

  /**
   * @param first how many at once
   * @param most how many in each tenth of a second when those are used up
   */
  Budget(int first, int most) {
    this(first, most, System::nanoTime);
  }

  Budget(int first, int most, LongSupplier clock) {
    this.most = most;
    this.clock = clock;
    this.left = first;
    this.began = clock.getAsLong();
  }

  boolean take() {
    if (left > 0) {
      left = left - 1;
      return true;
    }
    long now = clock.getAsLong();
    if (now - began < WINDOW) {
      return false;
    }
    began = now;
    left = most - 1;
    return true;
  }
}
