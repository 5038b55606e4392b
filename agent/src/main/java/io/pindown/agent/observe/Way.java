package io.pindown.agent.observe;

import java.util.concurrent.atomic.LongAdder;

/** One way in which a program hands memory to a device or to the operating system, and what went by it. Thread-safe. */
final class Way {
  private final String name;
  private final LongAdder sends = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder receives = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();

  Way(String name) {
    this.name = name;
  }

  void sent(long bytes) {
    sends.increment();
    sentBytes.add(bytes);
  }

  void received(long bytes) {
    receives.increment();
    receivedBytes.add(bytes);
  }

  WayFigures figures() {
    return new WayFigures(name, sends.sum(), sentBytes.sum(), receives.sum(), receivedBytes.sum());
  }
}
