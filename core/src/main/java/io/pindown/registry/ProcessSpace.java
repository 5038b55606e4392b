package io.pindown.registry;

/** Holds the address space of the process and links it to the hooks, once they are there. */
final class ProcessSpace {
  private static final AddressSpace SPACE = make();

  private ProcessSpace() {}

  static AddressSpace get() {
    return SPACE;
  }

  private static AddressSpace make() {
    AddressSpace space = AddressSpace.hookable();
    link(space);
    return space;
  }

  static synchronized void link(AddressSpace space) {
    if (space.hooked()) {
      return;
    }
    HookLink hooks = HookLink.find();
    if (hooks != HookLink.NONE) {
      WarmUp.run();
      space.linked(hooks);
      hooks.subscribe(space);
    }
  }
}
