package io.pindown.cache;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import io.pindown.registry.CoverageBit;
import io.pindown.registry.EventKind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What the hooks of this process show in JMX. */
record HooksBean(AddressSpace space) implements HooksMXBean {
  private static String[] names(Collection<CoverageBit> bits) {
    return bits.stream().map(Enum::name).toArray(String[]::new);
  }

  @Override
  public boolean isHooked() {
    return space.hooked();
  }

  @Override
  public String[] getCoverage() {
    Coverage coverage = space.coverage();
    return names(Arrays.stream(CoverageBit.values()).filter(bit -> (coverage.proven() & bit.mask()) != 0).toList());
  }

  @Override
  public String[] getCoverageGaps() {
    return names(space.coverage().gaps());
  }

  @Override
  public Map<String, Long> getEvents() {
    Map<String, Long> events = new TreeMap<>();
    for (EventKind kind : EventKind.values()) {
      events.put(kind.name(), space.eventCount(kind));
    }
    return events;
  }

  @Override
  public long getLiveContainers() {
    return space.liveContainers();
  }

  @Override
  public long getDroppedContainers() {
    return space.droppedContainers();
  }

  @Override
  public int getWatches() {
    return space.watches();
  }

  @Override
  public String[] proveAgain() {
    return names(space.proveAgain().gaps());
  }
}
