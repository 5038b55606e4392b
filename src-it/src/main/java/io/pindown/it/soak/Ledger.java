package io.pindown.it.soak;

import io.pindown.cache.Lease;
import io.pindown.cache.OneUse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the users of one cache saw of it: how each of their acquires ended. Thread-safe; exact once they are done. */
final class Ledger {
  private final LongAdder found = new LongAdder();
  private final LongAdder registered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<OneUse, LongAdder> oneUse = new EnumMap<>(OneUse.class);

  Ledger() {
    for (OneUse reason : OneUse.values()) {
      oneUse.put(reason, new LongAdder());
    }
  }

  /**
   * An acquire ended in a lease.
   *
   * @param own whether it was this acquire that registered the memory
   */
  void leased(Lease<?> lease, boolean own) {
    if (!lease.isCached()) {
      oneUse.get(lease.whyNotCached()).increment();
    } else if (own) {
      registered.increment();
    } else {
      found.increment();
    }
  }

  /** An acquire ended in the device's refusal. */
  void refused() {
    refused.increment();
  }

  /** Leases on a registration that somebody else had made, or this thread before. */
  long found() {
    return found.sum();
  }

  /** Leases on a registration that stayed cached and was made for this acquire. */
  long registered() {
    return registered.sum();
  }

  long refusals() {
    return refused.sum();
  }

  long oneUse(OneUse reason) {
    return oneUse.get(reason).sum();
  }
}
