package io.pindown.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A sum that threads seldom get in each other's way at, and that never throws: those who count hold leases, or are half through with a registration, and
 * LongAdder allocates when threads meet. What it has no memory for is counted in one word. Thread-safe.
 */
final class Tally {
  private final LongAdder adder = new LongAdder();
  private final AtomicLong beside = new AtomicLong();

  void increment() {
    add(1);
  }

  void add(long more) {
    try {
      adder.add(more);
    } catch (Throwable e) { // before anything was added: it has failed to make the cell
      beside.addAndGet(more);
    }
  }

  long sum() {
    return adder.sum() + beside.get();
  }
}
