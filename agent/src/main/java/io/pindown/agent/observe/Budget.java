package io.pindown.agent.observe;

import java.util.concurrent.TimeUnit;

/**
 * How many stacks may be taken: so many in each tenth of a second, in all threads. Racy on purpose: what a race costs is a few stacks more or less.
 */
final class Budget {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

  private final int most;
  private volatile long began = System.nanoTime();
  private volatile int left;

  Budget(int most) {
    this.most = most;
    this.left = most;
  }

  boolean take() {
    if (left > 0) {
      left = left - 1;
      return true;
    }
    long now = System.nanoTime();
    if (now - began < WINDOW) {
      return false;
    }
    began = now;
    left = most - 1;
    return true;
  }
}
