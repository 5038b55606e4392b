package io.pindown.it.soak;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What went wrong and what went right with the sends. Thread-safe. */
final class Verdict {
  private final LongAdder sends = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder wrongSends = new LongAdder();
  private final LongAdder wrongBytes = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder renewed = new LongAdder();
  private final AtomicReference<String> first = new AtomicReference<>();

  /**
   * A send is over.
   *
   * @param changed whether the memory had changed since it was sent last
   * @param old whether its registration was older than the memory's last change
   * @param what the send in words, asked for only if it is the first wrong one
   */
  void sent(long length, long wrong, boolean changed, boolean old, Object what) {
    sends.increment();
    bytes.add(length);
    if (changed) {
      renewed.increment();
    }
    if (old) {
      lost.increment();
    }
    if (wrong != 0) {
      wrongSends.increment();
      wrongBytes.add(wrong);
    }
    if ((wrong != 0 || old) && first.get() == null) {
      first.compareAndSet(null, what + ": " + wrong + " of " + length + " bytes wrong, registration " + (old ? "older" : "younger")
          + " than the last change, thread " + Thread.currentThread().getName());
    }
  }

  long sends() {
    return sends.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  long wrongSends() {
    return wrongSends.sum();
  }

  long wrongBytes() {
    return wrongBytes.sum();
  }

  /** Sends with a registration older than the last change of their memory: each an invalidation that was lost. */
  long lost() {
    return lost.sum();
  }

  /** Sends of memory that had changed since it was sent last: each had to be registered anew. */
  long renewed() {
    return renewed.sum();
  }

  /** The first wrong one in words, or "". */
  String first() {
    return first.get() == null ? "" : first.get();
  }
}
