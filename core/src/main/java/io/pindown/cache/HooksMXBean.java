package io.pindown.cache;

import java.util.Map;

/** The hooks of this JVM and what has come in by them, for JMX, as {@code io.pindown:type=Hooks}, from the first cache on. */
public interface HooksMXBean {
  /** Whether there are hooks. */
  boolean isHooked();

  /** The kinds of events that the hooks are proven to see, by the names of {@link io.pindown.registry.CoverageBit}. */
  String[] getCoverage();

  /** The kinds of events that exist on this JDK and are not proven to be seen. */
  String[] getCoverageGaps();

  /** Events so far by the names of {@link io.pindown.registry.EventKind}; of allocations and frees, those of containers only. */
  Map<String, Long> getEvents();

  /** Blocks and mappings that are known and live; counted one by one, so it takes a while where there are many. */
  long getLiveContainers();

  /** Blocks and mappings that found no room; their memory is not cached. */
  long getDroppedContainers();

  /** Watches of all registries. */
  int getWatches();

  /**
   * Has the hooks proven once more, after another agent has come or gone: see {@link io.pindown.registry.AddressSpace#proveAgain}.
   *
   * @return what is not covered then, as {@link #getCoverageGaps}
   */
  String[] proveAgain();
}
