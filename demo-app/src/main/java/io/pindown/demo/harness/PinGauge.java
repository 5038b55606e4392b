package io.pindown.demo.harness;

import io.pindown.demo.app.Pinning;
import io.pindown.demo.measure.CacheCounts;
import java.util.function.LongSupplier;

/**
 * Tells whether memory was pinned or let go since it was asked last, from counters: the application's own, or those of a cache
 * beneath it that it does not know.
 */
final class PinGauge {
  private final LongSupplier made;
  private final LongSupplier ended;
  private final boolean endsWithMemory;
  private long madeBefore;
  private long endedBefore;

  private PinGauge(LongSupplier made, LongSupplier ended, boolean endsWithMemory) {
    this.made = made;
    this.ended = ended;
    this.endsWithMemory = endsWithMemory;
    madeBefore = made.getAsLong();
    endedBefore = ended.getAsLong();
  }

  /** From what the application registers and closes itself. */
  static PinGauge of(Pinning<?> pinning) {
    return new PinGauge(pinning::registered, pinning::closed, false);
  }

  /** From the caches that report in this JVM, of which there may be none yet: what is registered, and what of it for one use only. */
  static PinGauge of(CacheProbe probe) {
    return new PinGauge(
        () -> probe.read().map(CacheCounts::misses).orElse(0L),
        () -> probe.read().map(CacheCounts::oneUse).orElse(0L),
        true);
  }

  boolean pinned() {
    long before = madeBefore;
    madeBefore = made.getAsLong();
    return madeBefore != before;
  }

  boolean unpinned() {
    long before = endedBefore;
    endedBefore = ended.getAsLong();
    return endedBefore != before;
  }

  /** Whether what is left pinned is thrown out when its memory goes; that the count of those agrees is checked after the run. */
  boolean endsWithMemory() {
    return endsWithMemory;
  }
}
