package io.pindown.agent.kernel;

import io.pindown.registry.KernelSource;
import java.util.List;
import java.util.Map;

/** The kernel's events, with what else is to be known and done about how they are read. Thread-safe unless it says otherwise. */
interface KernelReader extends KernelSource {
  /**
   * A tick of the watchdog, some twenty in a second, by one thread: has the reader end if events wait for it for a second of ticks.
   *
   * @return null while it runs, else why it ended
   */
  String tick();

  /** Which threads of this process waited for the event of that number to be read; none if that is not known. */
  List<ParkedCall> parked(long event);

  /** Has the reader end; whoever waits for it is let go, and everything counts as changed. */
  void end();

  /** Why memory could not be monitored, and how often. */
  Map<String, Long> refusals();
}
