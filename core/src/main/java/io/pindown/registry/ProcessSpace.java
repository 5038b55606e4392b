package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/** Holds the address space of the process and links it to the hooks, once they are there. */
final class ProcessSpace {
  private static final AddressSpace SPACE = AddressSpace.hookable();

  private ProcessSpace() {}

  /** Returns when what events run has been run, and the space is there. */
  static void prepare() {
    WarmUp.once();
  }

  /** Linked to the hooks if they can be found by name. */
  static AddressSpace get() {
    if (!SPACE.hooked()) {
      link(SPACE, HookLink.find());
    }
    return SPACE;
  }

  /** Linked to these hooks, unless it is linked already; by name to the same ones, it may have been, while the agent came in. */
  static AddressSpace get(HookSource hooks) {
    link(SPACE, hooks);
    SPACE.relinked(hooks);
    return SPACE;
  }

  static synchronized void link(AddressSpace space, HookSource hooks) {
    if (!space.hooked() && hooks != HookLink.NONE) {
      WarmUp.once();
      space.linked(hooks);
      LongBinaryOperator[] sinks = EventSink.all(space);
      hooks.subscribe(sinks);
      space.invalidateEverything(); // what changed until now was not seen, and watches may have been armed since linked()
      space.narrow(hooks, sinks);
    }
  }
}
