package io.pindown.agent;

import io.pindown.registry.AddressSpace;

/**
 * Starts core's tracking of containers, on a thread beside the one that rewrites classes: each takes as long as the other,
 * and the application waits for both. Core runs each of its event methods once before it subscribes, so no hook ever calls
 * a sink that has classes to load.
 */
final class ContainerTracking implements Runnable {
  private final Thread thread = new Thread(this, "pindown-start");
  private Throwable failure;

  private ContainerTracking() {
    thread.setDaemon(true);
  }

  /** Call when the hook class is there. */
  static ContainerTracking start() {
    ContainerTracking tracking = new ContainerTracking();
    tracking.thread.start();
    return tracking;
  }

  @Override
  public void run() {
    try {
      AddressSpace.process();
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Waits until core is subscribed, and throws what kept it from that. */
  void await() throws Throwable {
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }
}
