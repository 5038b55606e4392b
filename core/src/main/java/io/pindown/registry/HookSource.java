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

  /**
   * Finds the container that {@code [start, end)} is part of by the object that it belongs to, and has it adopted. Asked only for memory
   * that no known container holds.
   */
  default Adoption adopt(Object owner, long start, long end, Adopter adopter) {
    return Adoption.UNKNOWN;
  }

  /** Has every container adopted that can be found. */
  default void adoptAll(Adopter adopter) {}

  /** What the events are proven to tell. */
  Coverage coverage();

  /**
   * Has {@code doubt} run whenever the hooks may be about to go, before they can be gone; from then on {@link #intact} is asked before
   * anything from before is trusted.
   */
  default void onDoubt(Runnable doubt) {}

  /** Whether the hooks have been there all the time, in spite of all doubts since it was last asked; proves them. */
  default boolean intact() {
    return false;
  }

  /** Proves again what has been proven before, as well; tells of a doubt if that fails, or if it had failed before. */
  default void proveAgain() {
    prove();
  }

  /** The agent's mode: 0 if that is not known, 1 off, 2 observe, 3 cache, 4 verify. */
  default int mode() {
    return 0;
  }

  /** Whether they were in before the application began; if nobody has said so they were not. */
  default boolean seesFromStart() {
    return false;
  }

  /** A device has registered {@code [address, address + length)}, whole pages, for the calling thread. Must be quick. */
  default void registered(long address, long length) {}

  /** Proves what has not been proven yet, by firing real events; may take some milliseconds the first time. */
  void prove();
}
