package io.pindown.agent;

import io.pindown.registry.AddressSpace;

/**
 * The one place where the agent touches core at start: from then on each live container is known. Core finds the hooks by
 * itself, runs each of its event methods once, so that no hook ever calls a sink that has classes to load, and subscribes.
 */
final class ContainerTracking {
  private ContainerTracking() {}

  static void start() {
    AddressSpace.process();
  }
}
