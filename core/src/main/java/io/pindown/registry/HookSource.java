package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Where the events of this process come from. Found by name, or given by an agent that has it at hand. Thread-safe. */
public interface HookSource {
  /** One word that moves whenever an event did not reach a sink; the same array always. */
  long[] lost();

  /** Has events delivered: one sink for each {@link EventKind}, in the order of their ordinals. */
  void subscribe(LongBinaryOperator[] sinks);

  /** What the events are proven to tell. */
  Coverage coverage();

  /** Proves what has not been proven yet, by firing real events; may take some milliseconds the first time. */
  void prove();
}
