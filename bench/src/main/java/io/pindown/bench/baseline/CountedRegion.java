package io.pindown.bench.baseline;

import java.util.concurrent.atomic.AtomicInteger;

/** A registered range and how many use it: one atomic add to take it, one to give it back. */
final class CountedRegion extends AtomicInteger {
  private static final long serialVersionUID = 1;

  private final long start;
  private final long end;

  CountedRegion(long start, long length) {
    this.start = start;
    this.end = start + length;
  }

  /** Whether the range was there to be taken. */
  boolean take(long address, long length) {
    return start <= address && address + length <= end && getAndIncrement() >= 0;
  }

  void giveBack() {
    getAndDecrement();
  }
}
