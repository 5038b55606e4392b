package io.pindown.agent;

import io.pindown.registry.AddressSpace;

/** The one place where the agent touches core at start: from then on each live container is known. */
final class ContainerTracking {
  private ContainerTracking() {}

  static void start() {
    AddressSpace.process();
  }
}
