package io.pindown.agent.hook;

import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;

/**
 * Known at run time as {@code java.lang.$PindownLookup}, and defined only when a native function is about to be linked. Not
 * public and without a way to make an instance, so that only the agent has the lookup.
 */
final class PindownLookup implements Supplier<MethodHandles.Lookup> {
  private PindownLookup() {}

  @Override
  public MethodHandles.Lookup get() {
    return MethodHandles.lookup();
  }
}
