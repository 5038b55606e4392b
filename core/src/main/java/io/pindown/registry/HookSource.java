package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Where the events of this process come from. Found by name, or given by an agent that has it at hand. Thread-safe. */
public interface HookSource {
  /** One word that moves whenever an event did not reach a sink; the same array always. */
  long[] lost();

  /** Has events delivered: one sink for each {@link EventKind}, in the order of their ordinals. */
  void subscribe(LongBinaryOperator[] sinks);

  /**
   * Says what those sinks do not need, so that it need not be delivered as long as there are no others: allocations of fewer than
   * {@code fewest} bytes, and frees of blocks that have no mark or of which no table has the tag. A source may ignore it.
   *
   * @param marks as in {@link Sieve}; null for none
   * @param tags words as in {@link io.pindown.index.Tags}, a power of two in each table, found by {@link io.pindown.index.Granules#spread}
   *     of the base; null, and no marks, for every free to be delivered
   */
  default void narrow(LongBinaryOperator[] sinks, long fewest, byte[] marks, long[][] tags) {}

  /** What the events are proven to tell. */
  Coverage coverage();

  /** Proves what has not been proven yet, by firing real events; may take some milliseconds the first time. */
  void prove();
}
