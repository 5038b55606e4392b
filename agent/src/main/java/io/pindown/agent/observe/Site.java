package io.pindown.agent.observe;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A place in the code that memory comes from, or is handed to a channel at. Thread-safe. */
final class Site {
  private final List<String> frames;
  private final boolean allocates;
  final LongAdder registrations = new LongAdder();
  final LongAdder bytes = new LongAdder();

  /**
   * @param frames from the inmost on, one at least
   * @param allocates whether the memory was made there; else it was used there, and where it was made is not known
   */
  Site(List<String> frames, boolean allocates) {
    this.frames = frames;
    this.allocates = allocates;
  }

  SiteFigures figures() {
    return new SiteFigures(frames, allocates, registrations.sum(), bytes.sum());
  }
}
