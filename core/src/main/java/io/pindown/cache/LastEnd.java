package io.pindown.cache;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task once, when it has been told of each of several ends, of which some may come before it is known how many there are. Thread-safe.
 *
 * <pre>
 * field   written by       access                 publishes
 * left    run, expect      atomic read-and-add    that all ends before have come: who finds 0 runs the task
 * </pre>
 */
final class LastEnd implements Runnable {
  /** Below 0 by the ends that have come, until their number is known: so none of those is taken for the last. */
  private final AtomicInteger left = new AtomicInteger();
  private final Runnable task;

  LastEnd(Runnable task) {
    this.task = task;
  }

  /** One end has come. */
  @Override
  public void run() {
    add(-1);
  }

  /** So many ends there are in all; to be called once. */
  void expect(int ends) {
    add(ends);
  }

  private void add(int more) {
    if (left.addAndGet(more) == 0) {
      task.run();
    }
  }
}
