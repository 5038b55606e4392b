package io.pindown.cache;

import io.pindown.registry.KernelEvents;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongBinaryOperator;

/** A kernel that reports nothing by itself, and says of each range what the test has it say. */
final class KernelByHand implements KernelEvents {
  private volatile boolean settled = true;
  private final AtomicInteger asks = new AtomicInteger(-1);
  private volatile Runnable onSettle = () -> {};
  private volatile LongBinaryOperator unchanged = (start, end) -> 1;

  /** Something has happened, and is told when it is asked for. */
  void pending(Runnable telling) {
    onSettle = telling;
    settled = false;
  }

  /** The same, from the time on that it has been asked so many times whether something has. */
  void pendingAfter(int asked, Runnable telling) {
    onSettle = telling;
    asks.set(asked);
  }

  void answers(LongBinaryOperator oneIfUnchanged) {
    unchanged = oneIfUnchanged;
  }

  @Override
  public boolean settled() {
    if (asks.getAndDecrement() == 0) {
      settled = false;
    }
    return settled;
  }

  @Override
  public synchronized void settle() {
    if (!settled) {
      onSettle.run();
      settled = true;
    }
  }

  @Override
  public boolean watch(long start, long end) {
    return true;
  }

  @Override
  public boolean unchanged(long start, long end) {
    settle();
    return unchanged.applyAsLong(start, end) == 1;
  }
}
